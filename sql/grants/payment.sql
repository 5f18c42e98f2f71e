-- Payments.
GRANT @pool@ TO @account@;
GRANT @reserve@ TO @account@;
GRANT @give_back@ TO @account@;
GRANT @orders@ TO @account@;
GRANT UPDATE (shipped, delivered) ON sales_order_line TO @account@; -- what needs no parcel is handed over when it is paid
GRANT @books@ TO @account@;
GRANT SELECT, INSERT, UPDATE (state, closed_at) ON dispute TO @account@;
GRANT SELECT (provider, event_id), INSERT ON payment_webhook TO @account@;
GRANT @methods@ TO @account@;
GRANT @parcels@ TO @account@;
GRANT SELECT ON sales_order TO @account@;
-- Refused payments are counted, and who has too many is stopped: lib/shop/payment_guard.c.
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO @account@;
GRANT SELECT, INSERT, UPDATE ON payment_block TO @account@;
