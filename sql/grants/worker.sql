-- What runs behind the shop: events to their subscribers, mail, what is past its time.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT INSERT ON audit_log TO @account@;
GRANT INSERT ON audit_person TO @account@;
GRANT SELECT, INSERT (public_id, type, object, payload), UPDATE (seq), DELETE ON outbox TO @account@;
GRANT SELECT, UPDATE (last_seq) ON outbox_head TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_lane TO @account@;
GRANT SELECT, INSERT (event_id, subscriber, object), UPDATE (state, attempts, error, done_at) ON outbox_task TO @account@;
GRANT SELECT, INSERT, UPDATE ON worker_job TO @account@;
-- Exports, erasures, retention.
GRANT SELECT, DELETE ON account_address TO @account@;
GRANT SELECT, DELETE ON account_identity TO @account@;
GRANT SELECT, DELETE ON account_link TO @account@;
GRANT SELECT, DELETE ON account_place TO @account@;
GRANT SELECT, DELETE ON account_role TO @account@;
GRANT SELECT, DELETE ON api_key TO @account@;
GRANT SELECT, DELETE ON consent TO @account@;
GRANT SELECT, DELETE ON idempotency TO @account@;
GRANT SELECT, INSERT (public_id, event_id, account_id, template, locale, recipient), UPDATE (state, attempts, subject, reply, sent_at), DELETE ON mail TO @account@;
GRANT SELECT, DELETE ON notification_preference TO @account@;
GRANT SELECT, DELETE ON oauth_code TO @account@;
GRANT SELECT, DELETE ON oauth_grant TO @account@;
GRANT SELECT, DELETE ON oauth_refresh TO @account@;
GRANT SELECT, DELETE ON oauth_revoked TO @account@;
GRANT SELECT, DELETE ON passkey TO @account@;
GRANT SELECT, DELETE ON passkey_challenge TO @account@;
GRANT SELECT, DELETE ON recovery_code TO @account@;
GRANT SELECT, DELETE ON session TO @account@;
GRANT SELECT, DELETE ON totp TO @account@;
GRANT SELECT, UPDATE, DELETE ON account TO @account@;
GRANT SELECT, DELETE ON audit_person TO @account@;
GRANT SELECT ON audit_log TO @account@;
GRANT SELECT ON identity_provider TO @account@;
GRANT SELECT ON oauth_client TO @account@;
GRANT SELECT, UPDATE, DELETE ON privacy_request TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO @account@;
-- Stock: what is reserved, and the ledger, which is added to and never changed.
GRANT SELECT, UPDATE (on_hand, held, allocated) ON stock_level TO @account@;
GRANT INSERT ON stock_movement TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_reservation TO @account@;
GRANT SELECT ON warehouse TO @account@;
-- Expired orders give their uses of promotions back.
GRANT SELECT ON promotion TO @account@;
GRANT SELECT ON promotion_text TO @account@;
GRANT SELECT ON coupon TO @account@;
GRANT UPDATE (used, spent) ON promotion TO @account@;
GRANT UPDATE (used) ON coupon TO @account@;
GRANT SELECT, INSERT, UPDATE (is_released, each_slot) ON promotion_use TO @account@;
-- Orders: lib/shop/order.c.
GRANT SELECT (id, public_id) ON product TO @account@;
GRANT SELECT (id, public_id) ON variant TO @account@;
GRANT SELECT, UPDATE ON sales_order TO @account@;
GRANT SELECT ON sales_order_address TO @account@;
GRANT SELECT ON sales_order_discount TO @account@;
GRANT SELECT, INSERT ON sales_order_event TO @account@;
GRANT SELECT, UPDATE (cancelled, shipped, delivered) ON sales_order_line TO @account@;
GRANT SELECT ON sales_order_tax TO @account@;
-- Payments, refunds, the books: what happened is added, never changed.
GRANT SELECT, INSERT, UPDATE ON payment TO @account@;
GRANT SELECT, INSERT ON payment_event TO @account@;
GRANT SELECT, INSERT, UPDATE ON refund TO @account@;
GRANT SELECT, INSERT, UPDATE (state, closed_at) ON dispute TO @account@;
GRANT SELECT, INSERT ON ledger_entry TO @account@;
GRANT SELECT, INSERT ON ledger_posting TO @account@;
GRANT SELECT, UPDATE (hold_until) ON sales_order TO @account@;
-- Delivery and parcels.
GRANT SELECT (id, code, name, tracking_url, working_days) ON carrier TO @account@;
GRANT SELECT ON shipping_method TO @account@;
GRANT SELECT ON shipping_method_text TO @account@;
GRANT SELECT ON shipping_rate TO @account@;
GRANT SELECT ON shipping_zone_place TO @account@;
GRANT SELECT, INSERT, UPDATE (weight_grams, state, packed_at, version) ON shipment TO @account@;
GRANT SELECT, INSERT, UPDATE (quantity), DELETE ON shipment_line TO @account@;
GRANT SELECT ON shipment_event TO @account@;
GRANT SELECT ON sales_order TO @account@;
GRANT SELECT ON sales_order_line TO @account@;
-- Groups of customers: forgotten with them.
GRANT SELECT, DELETE ON account_group TO @account@;
GRANT SELECT (id, public_id, name) ON customer_group TO @account@;
-- Carts: what is too old, whose owner is forgotten, and what a person's own copy of his data holds.
GRANT SELECT, DELETE ON cart TO @account@;
GRANT SELECT ON cart_line TO @account@;
GRANT SELECT ON cart_coupon TO @account@;
GRANT SELECT ON checkout TO @account@;
GRANT SELECT (product_id, locale, title) ON product_text TO @account@;
GRANT SELECT (id, product_id, public_id) ON variant TO @account@;
GRANT SELECT, INSERT ON invoice TO @account@;
GRANT SELECT, UPDATE (next) ON number_series TO @account@;
GRANT INSERT ON sales_fact TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON stock TO @account@;
GRANT SELECT, INSERT, UPDATE ON stock_rule TO @account@;
GRANT SELECT (id, product_id, public_id, inventory_policy) ON variant TO @account@;
GRANT INSERT (product_id, slug) ON index_queue TO @account@;
GRANT SELECT, DELETE ON payment_webhook TO @account@;
-- Erasing people: what served to reach them goes from their orders.
GRANT DELETE ON sales_order_address TO @account@;
GRANT SELECT (id, order_id), UPDATE (customer_key) ON promotion_use TO @account@;
