-- What a shopper's account pages may do.  The audit log: append, nothing else.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT INSERT ON audit_log TO @account@;
GRANT INSERT ON audit_person TO @account@;
GRANT INSERT (public_id, type, object, payload) ON outbox TO @account@;
GRANT SELECT (id, public_id, realm, kind, state, email, given_name, locale, session_epoch) ON account TO @account@;
GRANT SELECT ON category TO @account@;
GRANT SELECT ON category_text TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_address TO @account@;
GRANT SELECT, INSERT ON consent TO @account@;
GRANT SELECT, INSERT, UPDATE ON notification_preference TO @account@;
GRANT SELECT, INSERT, UPDATE ON privacy_request TO @account@;
GRANT SELECT (version), UPDATE (version) ON account TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at, revoked_at) ON api_key TO @account@;
GRANT SELECT (id, client_id, name, disabled_at) ON oauth_client TO @account@;
GRANT SELECT ON oauth_client_scope TO @account@;
GRANT SELECT, UPDATE (revoked_at, revoked_why) ON oauth_grant TO @account@;
GRANT SELECT (jti) ON oauth_revoked TO @account@;
GRANT SELECT (kid, algorithm, state, public_jwk, created_at, state_since) ON signing_key TO @account@;
-- Registration, login, links, profile.
GRANT SELECT, INSERT (public_id, realm, kind, state, email, email_key, given_name, family_name, locale), UPDATE (state, email, email_key, email_confirmed_at, password_hash, password_changed_at, given_name, family_name, phone, birthday, locale, version, session_epoch, last_login_at, erased_at) ON account TO @account@;
GRANT SELECT, INSERT (hash, account_id, purpose, email, password_hash, given_name, family_name, newsletter, expires_at), UPDATE (used_at, password_hash, given_name, family_name) ON account_link TO @account@;
GRANT SELECT, INSERT, UPDATE ON account_place TO @account@;
GRANT SELECT (account_id) ON passkey TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO @account@;
GRANT SELECT (account_id, confirmed_at) ON totp TO @account@;
GRANT SELECT ON identity_provider TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_identity TO @account@;
-- Second factors: lib/shop/totp.c, recovery.c, passkey.c.
GRANT SELECT, INSERT, UPDATE (name, sign_count, used_at, is_backed_up), DELETE ON passkey TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at) ON passkey_challenge TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON recovery_code TO @account@;
GRANT SELECT, INSERT, UPDATE (confirmed_at, last_step), DELETE ON totp TO @account@;
-- How a customer sees prices: lib/shop/net_buyer.c.
GRANT SELECT (account_id, group_id) ON account_group TO @account@;
GRANT SELECT (id, is_net) ON customer_group TO @account@;
-- A visitor's cart joins the account's at login: lib/shop/cart_merge.c.
GRANT SELECT, UPDATE ON cart TO @account@;
GRANT SELECT, INSERT, UPDATE ON cart_line TO @account@;
GRANT SELECT, INSERT, UPDATE ON cart_coupon TO @account@;
GRANT SELECT, INSERT, DELETE ON checkout TO @account@;
