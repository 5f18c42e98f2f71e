-- Shipments and tracking.  First what the frame, sessions, tokens, repeated writes, events and the audit log (append, nothing else) need.
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
-- Orders: lib/shop/order.c.
GRANT SELECT (id, public_id) ON product TO @account@;
GRANT SELECT (id, public_id) ON variant TO @account@;
GRANT SELECT, UPDATE ON sales_order TO @account@;
GRANT SELECT ON sales_order_address TO @account@;
GRANT SELECT ON sales_order_discount TO @account@;
GRANT SELECT, INSERT ON sales_order_event TO @account@;
GRANT SELECT, UPDATE (shipped, delivered) ON sales_order_line TO @account@;
GRANT SELECT ON sales_order_tax TO @account@;
GRANT SELECT ON shipping_method TO @account@;
GRANT SELECT ON shipping_method_text TO @account@;
GRANT SELECT ON shipping_rate TO @account@;
GRANT SELECT ON shipping_zone_place TO @account@;
GRANT SELECT ON carrier TO @account@;
GRANT SELECT, INSERT, UPDATE ON shipment TO @account@;
GRANT SELECT, INSERT ON shipment_event TO @account@;
GRANT SELECT, INSERT, UPDATE (quantity), DELETE ON shipment_line TO @account@;
GRANT SELECT ON sales_order TO @account@;
GRANT SELECT ON sales_order_line TO @account@;
