-- An order as a whole, and its history, which is added to: lib/shop/order.c.
GRANT SELECT (id, public_id) ON product TO @account@;
GRANT SELECT (id, public_id) ON variant TO @account@;
GRANT SELECT, UPDATE ON sales_order TO @account@;
GRANT SELECT ON sales_order_address TO @account@;
GRANT SELECT ON sales_order_discount TO @account@;
GRANT SELECT, INSERT ON sales_order_event TO @account@;
GRANT SELECT ON sales_order_line TO @account@;
GRANT SELECT ON sales_order_tax TO @account@;
