-- What every pool with callers needs: the frame of pages, sessions, tokens, repeated writes, events, and the audit log (append, nothing else).
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
