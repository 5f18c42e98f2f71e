-- The authorization server.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT INSERT ON audit_log TO @account@;
GRANT INSERT ON audit_person TO @account@;
GRANT INSERT (public_id, type, object, payload) ON outbox TO @account@;
GRANT SELECT (id, public_id, realm, kind, state, email, given_name, locale, session_epoch) ON account TO @account@;
GRANT SELECT ON category TO @account@;
GRANT SELECT ON category_text TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO @account@;
GRANT SELECT, UPDATE (used_at) ON api_key TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at) ON oauth_code TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at) ON oauth_refresh TO @account@;
GRANT SELECT ON oauth_client TO @account@;
GRANT SELECT ON oauth_client_scope TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at, revoked_at, revoked_why) ON oauth_grant TO @account@;
GRANT SELECT ON oauth_redirect TO @account@;
GRANT SELECT, INSERT, UPDATE ON oauth_revoked TO @account@;
-- The only account of a pool that reads private keys; they are sealed besides.
GRANT SELECT ON signing_key TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO @account@;
GRANT SELECT (id, public_id, realm, kind, state, email, email_key, given_name, family_name, phone, locale, birthday, email_confirmed_at, password_changed_at, created_at, last_login_at, version) ON account TO @account@;
GRANT SELECT (account_id) ON passkey TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO @account@;
GRANT SELECT (account_id, confirmed_at) ON totp TO @account@;
