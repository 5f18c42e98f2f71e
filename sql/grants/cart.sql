-- Carts.
GRANT @pool@ TO @account@;
GRANT SELECT, INSERT, UPDATE ON cart TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON cart_line TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON cart_coupon TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO @account@;
GRANT @quote@ TO @account@;
GRANT @methods@ TO @account@;
-- What can be had now: lib/shop/stock_level.c.
GRANT SELECT ON stock_level TO @account@;
GRANT SELECT ON warehouse TO @account@;
GRANT SELECT, INSERT, DELETE ON checkout TO @account@;
