-- Stock that is held, allocated, given back; the ledger is added to and never changed: lib/shop/stock_*.c.
GRANT SELECT, UPDATE (on_hand, held, allocated) ON stock_level TO @account@;
GRANT INSERT ON stock_movement TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_reservation TO @account@;
GRANT SELECT ON calendar TO @account@;
GRANT SELECT ON warehouse TO @account@;
