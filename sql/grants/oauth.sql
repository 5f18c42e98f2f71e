-- The authorization server.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT INSERT ON audit_log TO @account@;
GRANT INSERT ON audit_person TO @account@;
GRANT INSERT (public_id, type, object, payload) ON outbox TO @account@;
GRANT SELECT (id, public_id, realm, kind, state, email, given_name, locale, session_epoch) ON account TO @account@;
GRANT SELECT ON category TO @account@;
GRANT SELECT ON category_text TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO @account@;
