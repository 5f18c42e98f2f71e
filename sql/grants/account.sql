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
