-- Payments, refunds and the ledger: what happened is added, never changed.
GRANT SELECT, INSERT, UPDATE ON payment TO @account@;
GRANT SELECT, INSERT ON payment_event TO @account@;
GRANT SELECT, INSERT, UPDATE ON refund TO @account@;
GRANT SELECT, INSERT ON ledger_entry TO @account@;
GRANT SELECT, INSERT ON ledger_posting TO @account@;
GRANT SELECT, UPDATE (hold_until) ON sales_order TO @account@;
