-- What runs behind the shop: events to their subscribers, mail, what is past its time.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT INSERT ON audit_log TO @account@;
GRANT INSERT ON audit_person TO @account@;
GRANT INSERT (public_id, type, object, payload) ON outbox TO @account@;
GRANT SELECT (id, at, actor, actor_kind) ON audit_log TO @account@;
GRANT SELECT (audit_id), DELETE ON audit_person TO @account@;
