-- What a clerk's pages may do.  The audit log: append and read, nothing else.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT SELECT, INSERT ON audit_log TO @account@;
GRANT SELECT, INSERT ON audit_person TO @account@;
GRANT SELECT, INSERT (public_id, type, object, payload) ON outbox TO @account@;
GRANT SELECT, INSERT (subscriber, object, next_at), UPDATE (next_at) ON outbox_lane TO @account@;
GRANT SELECT, UPDATE (state, attempts, error, done_at) ON outbox_task TO @account@;
GRANT SELECT ON account TO @account@;
GRANT SELECT, INSERT, DELETE ON account_role TO @account@;
GRANT SELECT ON api_key TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO @account@;
GRANT SELECT ON oauth_client TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON role TO @account@;
GRANT SELECT, INSERT, DELETE ON role_permission TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_address TO @account@;
GRANT SELECT, INSERT ON consent TO @account@;
GRANT SELECT, INSERT, UPDATE ON privacy_request TO @account@;
GRANT SELECT (version), UPDATE (version) ON account TO @account@;
