-- Checkout and orders.
GRANT @pool@ TO @account@;
-- A cart becomes an order: lib/shop/cart.c.
GRANT SELECT, UPDATE (state, version, updated_at) ON cart TO @account@;
GRANT SELECT ON cart_line TO @account@;
GRANT SELECT ON cart_coupon TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON checkout TO @account@;
GRANT SELECT ON account_address TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO @account@;
GRANT @reserve@ TO @account@;
-- Quotes, and the uses of promotions.
GRANT @quote@ TO @account@;
GRANT UPDATE (used, spent) ON promotion TO @account@;
GRANT UPDATE (used) ON coupon TO @account@;
GRANT SELECT, INSERT, UPDATE (is_released, each_slot) ON promotion_use TO @account@;
GRANT SELECT (id, public_id) ON product TO @account@;
GRANT SELECT (id, public_id) ON variant TO @account@;
GRANT SELECT, INSERT, UPDATE ON sales_order TO @account@;
GRANT SELECT, INSERT ON sales_order_address TO @account@;
GRANT SELECT, INSERT ON sales_order_discount TO @account@;
GRANT SELECT, INSERT ON sales_order_event TO @account@;
GRANT SELECT, INSERT, UPDATE (cancelled, shipped, delivered) ON sales_order_line TO @account@;
GRANT SELECT, INSERT ON sales_order_tax TO @account@;
GRANT INSERT ON sales_order_trace TO @account@;
-- Payments are begun here, refunds of cancelled orders granted, sales booked.
GRANT @books@ TO @account@;
GRANT @methods@ TO @account@;
GRANT @parcels@ TO @account@;
GRANT SELECT ON sales_order TO @account@;
GRANT SELECT ON sales_order_address TO @account@;
GRANT SELECT ON sales_order_line TO @account@;
GRANT SELECT ON invoice TO @account@;
