-- Carts.  First what the frame, sessions, tokens, repeated writes, events and the audit log (append, nothing else) need.
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
GRANT SELECT, INSERT, UPDATE ON cart TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON cart_line TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON cart_coupon TO @account@;
-- Quotes: what the cart costs.
GRANT SELECT ON account_group TO @account@;
GRANT SELECT ON brand TO @account@;
GRANT SELECT ON category_product TO @account@;
GRANT SELECT ON coupon TO @account@;
GRANT SELECT ON customer_group TO @account@;
GRANT SELECT ON media TO @account@;
GRANT SELECT ON media_text TO @account@;
GRANT SELECT ON price TO @account@;
GRANT SELECT ON price_list TO @account@;
GRANT SELECT ON price_list_price TO @account@;
GRANT SELECT ON product TO @account@;
GRANT SELECT ON product_option TO @account@;
GRANT SELECT ON product_option_text TO @account@;
GRANT SELECT ON product_option_value TO @account@;
GRANT SELECT ON product_option_value_text TO @account@;
GRANT SELECT ON product_tag TO @account@;
GRANT SELECT ON product_text TO @account@;
GRANT SELECT ON promotion TO @account@;
GRANT SELECT ON promotion_text TO @account@;
GRANT SELECT ON promotion_use TO @account@;
GRANT SELECT ON quantity_rule TO @account@;
GRANT SELECT ON stock TO @account@;
GRANT SELECT ON tag TO @account@;
GRANT SELECT ON tax_rate TO @account@;
GRANT SELECT ON variant TO @account@;
GRANT SELECT ON variant_option_value TO @account@;
GRANT SELECT (id, account_id, email_key, fulfilment) ON sales_order TO @account@;
-- Delivery, to be chosen.
GRANT SELECT (id, code, name, tracking_url, working_days) ON carrier TO @account@;
GRANT SELECT ON shipping_method TO @account@;
GRANT SELECT ON shipping_method_text TO @account@;
GRANT SELECT ON shipping_rate TO @account@;
GRANT SELECT ON shipping_zone_place TO @account@;
-- What can be had now: lib/shop/stock_level.c.
GRANT SELECT ON stock_level TO @account@;
GRANT SELECT ON warehouse TO @account@;
GRANT SELECT, INSERT, DELETE ON checkout TO @account@;
