-- What a clerk's pages may do.  The audit log: append and read, nothing else.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT SELECT, INSERT ON audit_log TO @account@;
GRANT SELECT, INSERT ON audit_person TO @account@;
GRANT INSERT (public_id, type, object, payload) ON outbox TO @account@;
