-- Payments.  First what the frame, sessions, tokens, repeated writes, events and the audit log (append, nothing else) need.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT INSERT ON audit_log TO @account@;
GRANT INSERT ON audit_person TO @account@;
GRANT INSERT (public_id, type, object, payload) ON outbox TO @account@;
GRANT SELECT (id, public_id, realm, kind, state, email, email_key, given_name, family_name, phone, locale, session_epoch) ON account TO @account@;
GRANT SELECT ON category TO @account@;
GRANT SELECT ON category_text TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO @account@;
GRANT SELECT, UPDATE (used_at) ON api_key TO @account@;
GRANT SELECT (id, client_id, name, disabled_at) ON oauth_client TO @account@;
GRANT SELECT ON oauth_client_scope TO @account@;
GRANT SELECT ON oauth_grant TO @account@;
GRANT SELECT (jti) ON oauth_revoked TO @account@;
GRANT SELECT (kid, algorithm, state, public_jwk, created_at, state_since) ON signing_key TO @account@;
-- What is its own.
-- Stock: what is reserved, and the ledger, which is added to and never changed.
GRANT SELECT, UPDATE (on_hand, held, allocated) ON stock_level TO @account@;
GRANT INSERT ON stock_movement TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_reservation TO @account@;
GRANT SELECT ON warehouse TO @account@;
-- Cancelled orders give their uses of promotions back.
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
GRANT SELECT ON sales_order_line TO @account@;
GRANT SELECT ON sales_order_tax TO @account@;
-- Payments, refunds, the books: what happened is added, never changed.
GRANT SELECT, INSERT, UPDATE ON payment TO @account@;
GRANT SELECT, INSERT ON payment_event TO @account@;
GRANT SELECT, INSERT, UPDATE ON refund TO @account@;
GRANT SELECT, INSERT, UPDATE (state, closed_at) ON dispute TO @account@;
GRANT SELECT, INSERT ON ledger_entry TO @account@;
GRANT SELECT, INSERT ON ledger_posting TO @account@;
GRANT SELECT (provider, event_id), INSERT ON payment_webhook TO @account@;
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
