-- Warehouses and stock, for integrators.  First what the frame, sessions, tokens, repeated writes, events and the audit log (append, nothing else) need.
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
GRANT SELECT, INSERT, UPDATE (on_hand, held, allocated, floor) ON stock_level TO @account@;
GRANT SELECT, INSERT ON stock_movement TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_reservation TO @account@;
GRANT SELECT, INSERT, UPDATE ON warehouse TO @account@;
GRANT SELECT, INSERT, UPDATE ON stock_rule TO @account@;
GRANT SELECT, INSERT, UPDATE ON stock_transfer TO @account@;
GRANT SELECT, INSERT, UPDATE (received, discrepancy) ON stock_transfer_line TO @account@;
GRANT SELECT ON product TO @account@;
GRANT SELECT ON product_text TO @account@;
GRANT SELECT ON product_option TO @account@;
GRANT SELECT ON product_option_value TO @account@;
GRANT SELECT ON product_option_value_text TO @account@;
GRANT SELECT ON variant TO @account@;
GRANT SELECT ON variant_option_value TO @account@;
GRANT SELECT (id, public_id, number) ON sales_order TO @account@;
