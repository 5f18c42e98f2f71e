-- Cancelled and expired orders give their uses of promotions and coupons back.
GRANT SELECT ON promotion TO @account@;
GRANT SELECT ON promotion_text TO @account@;
GRANT SELECT ON coupon TO @account@;
GRANT UPDATE (used, spent) ON promotion TO @account@;
GRANT UPDATE (used) ON coupon TO @account@;
GRANT SELECT, INSERT, UPDATE (is_released, each_slot) ON promotion_use TO @account@;
