-- What runs behind the shop: events to their subscribers, mail, what is past its time.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT INSERT ON audit_log TO @account@;
GRANT INSERT ON audit_person TO @account@;
GRANT SELECT, INSERT (public_id, type, object, payload), UPDATE (seq), DELETE ON outbox TO @account@;
GRANT SELECT, UPDATE (last_seq) ON outbox_head TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_lane TO @account@;
GRANT SELECT, INSERT (event_id, subscriber, object), UPDATE (state, attempts, error, done_at) ON outbox_task TO @account@;
GRANT SELECT, INSERT, UPDATE ON worker_job TO @account@;
GRANT SELECT (id, at, actor, actor_kind, object, object_kind) ON audit_log TO @account@;
GRANT SELECT (audit_id), DELETE ON audit_person TO @account@;
