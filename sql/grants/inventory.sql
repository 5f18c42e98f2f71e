-- Warehouses and stock, for integrators.
GRANT @pool@ TO @account@;
-- Stock: what is reserved, and the ledger, which is added to and never changed.
GRANT SELECT, INSERT, UPDATE (on_hand, held, allocated, floor) ON stock_level TO @account@;
GRANT SELECT, INSERT ON stock_movement TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_reservation TO @account@;
GRANT SELECT ON calendar TO @account@;
GRANT SELECT, INSERT, UPDATE ON warehouse TO @account@;
GRANT SELECT, INSERT, UPDATE ON stock_rule TO @account@;
GRANT SELECT, INSERT, UPDATE ON stock_transfer TO @account@;
GRANT SELECT, INSERT, UPDATE (received, discrepancy) ON stock_transfer_line TO @account@;
GRANT SELECT ON product TO @account@;
GRANT SELECT ON product_text TO @account@;
GRANT SELECT ON product_option TO @account@;
GRANT SELECT ON product_option_value TO @account@;
GRANT SELECT ON product_option_value_text TO @account@;
GRANT SELECT ON variant TO @account@;
GRANT SELECT ON variant_option_value TO @account@;
GRANT SELECT (id, public_id, number) ON sales_order TO @account@;
