-- An import that goes on after a crash cuts its file of errors back to what the last stored batch had written.
ALTER TABLE import_job ADD COLUMN errors_bytes BIGINT NOT NULL DEFAULT 0 COMMENT 'of the file of errors' AFTER line;
