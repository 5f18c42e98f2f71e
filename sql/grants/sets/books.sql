-- Payments, refunds and the ledger: what happened is added, never changed.
GRANT SELECT, INSERT, UPDATE ON payment TO @account@;
GRANT SELECT, INSERT ON payment_event TO @account@;
GRANT SELECT, INSERT, UPDATE ON refund TO @account@;
-- What an order is worth less, and of which lines: lib/shop/order_credit.c.
GRANT SELECT, INSERT ON sales_order_credit TO @account@;
GRANT SELECT, INSERT ON sales_order_credit_line TO @account@;
GRANT SELECT, UPDATE (refunded, credited, credited_tax) ON sales_order_line TO @account@;
GRANT SELECT, INSERT ON ledger_entry TO @account@;
GRANT SELECT, INSERT ON ledger_posting TO @account@;
GRANT SELECT, UPDATE (hold_until) ON sales_order TO @account@;
