-- People and programs: accounts, sessions, second factors, roles, OAuth, audit, outbox, mail, privacy.
-- Conventions as in 0001; in addition:
--  * ids are AUTO_INCREMENT (rows come one at a time); public ids are random and go out instead.
--  * a secret that somebody else holds (session, link, code, token, key) is stored as the SHA-256 of its bytes, never itself;
--    a secret that we must read again is sealed: AES-256-GCM under secrets/master.key, bound to table and row (lib/io/crypto.h).
--  * an e-mail address is stored as it was given and as its key (lower case, NFC): equal keys are the same mailbox for us.

-- ---- lib/shop/account.c ----

-- realm: shoppers and the back office never share an account, though a person may have one in each.
CREATE TABLE account (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  realm ENUM('shop','office') NOT NULL,
  kind ENUM('customer','staff','seller','courier') NOT NULL,
  state ENUM('pending','active','disabled','erased') NOT NULL DEFAULT 'pending',
  email VARCHAR(254) NULL,
  email_key VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  email_confirmed_at DATETIME(6) NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  password_changed_at DATETIME(6) NULL,
  given_name VARCHAR(100) NULL,
  family_name VARCHAR(100) NULL,
  phone VARCHAR(32) NULL,
  birthday DATE NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  session_epoch BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  last_login_at DATETIME(6) NULL,
  disabled_at DATETIME(6) NULL,
  erased_at DATETIME(6) NULL,
  UNIQUE KEY account_public_id (public_id),
  UNIQUE KEY account_email (realm, email_key),
  KEY account_created (realm, created_at),
  KEY account_given_name (realm, given_name),
  KEY account_family_name (realm, family_name),
  CHECK ((realm = 'shop') = (kind = 'customer')),
  CHECK ((state = 'erased') = (email_key IS NULL))
);

CREATE TABLE account_address (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id BIGINT NOT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recipient VARCHAR(200) NOT NULL,
  organization VARCHAR(200) NULL,
  line1 VARCHAR(200) NULL,
  line2 VARCHAR(200) NULL,
  line3 VARCHAR(200) NULL,
  dependent_locality VARCHAR(200) NULL,
  locality VARCHAR(200) NULL,
  region VARCHAR(200) NULL,
  postal_code VARCHAR(32) NULL,
  sorting_code VARCHAR(32) NULL,
  phone VARCHAR(32) NULL,
  is_delivery BOOLEAN NOT NULL DEFAULT FALSE,
  is_billing BOOLEAN NOT NULL DEFAULT FALSE,
  version BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY account_address_public_id (public_id),
  KEY account_address_account (account_id, id),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- What a person agreed to and took back: rows are only added; the newest per purpose counts.
CREATE TABLE consent (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  purpose VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  text_version INT NOT NULL,
  is_granted BOOLEAN NOT NULL,
  source ENUM('register','account','link','staff','api') NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY consent_account (account_id, purpose, id),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- Only what differs from the topic's default.
CREATE TABLE notification_preference (
  account_id BIGINT NOT NULL,
  topic VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel ENUM('mail','sms','push') NOT NULL,
  is_on BOOLEAN NOT NULL,
  PRIMARY KEY (account_id, topic, channel),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- Links and codes that are sent: confirm an address, reset a password, accept an invitation, fetch an export.  Used once.
-- A registration is kept with its link, and reaches the account when the link is used: whoever registers an address first, or last, with
-- a password of his own gains nothing unless he also reads its mail.
CREATE TABLE account_link (
  hash BINARY(32) NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  purpose ENUM('confirm','reset','email','invite') NOT NULL,
  email VARCHAR(254) NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  given_name VARCHAR(100) NULL,
  family_name VARCHAR(100) NULL,
  newsletter BOOLEAN NOT NULL DEFAULT FALSE,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  KEY account_link_account (account_id, purpose),
  KEY account_link_expires (expires_at),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- From where somebody has logged in before: a digest of address prefix and browser, under our key.
CREATE TABLE account_place (
  account_id BIGINT NOT NULL,
  place BINARY(16) NOT NULL,
  seen_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (account_id, place),
  KEY account_place_seen (seen_at),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- ---- lib/shop/throttle.c: one row per bucket, a virtual scheduling clock (GCRA) each ----
CREATE TABLE throttle (
  bucket BINARY(16) NOT NULL PRIMARY KEY,
  tat DATETIME(6) NOT NULL,
  KEY throttle_tat (tat)
);

-- ---- lib/shop/session.c ----
CREATE TABLE session (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash BINARY(32) NOT NULL,
  account_id BIGINT NOT NULL,
  realm ENUM('shop','office') NOT NULL,
  stage ENUM('password','full') NOT NULL,
  epoch BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  proved_at DATETIME(6) NOT NULL,
  proof ENUM('password','totp','recovery','passkey','provider','link') NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  ends_at DATETIME(6) NOT NULL,
  idle_s INT NOT NULL,
  ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  agent VARCHAR(255) NULL,
  UNIQUE KEY session_hash (hash),
  UNIQUE KEY session_public_id (public_id),
  KEY session_account (account_id),
  KEY session_ends (ends_at),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- ---- second factors: lib/shop/totp.c, recovery.c, passkey.c ----
CREATE TABLE totp (
  account_id BIGINT NOT NULL PRIMARY KEY,
  secret VARBINARY(128) NOT NULL,
  confirmed_at DATETIME(6) NULL,
  last_step BIGINT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE TABLE recovery_code (
  account_id BIGINT NOT NULL,
  hash BINARY(32) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  used_at DATETIME(6) NULL,
  PRIMARY KEY (account_id, hash),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE TABLE passkey (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id BIGINT NOT NULL,
  credential_hash BINARY(32) NOT NULL,
  credential VARBINARY(1023) NOT NULL,
  cose_key VARBINARY(1024) NOT NULL,
  algorithm INT NOT NULL,
  sign_count BIGINT NOT NULL DEFAULT 0,
  aaguid BINARY(16) NULL,
  transports VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  is_backed_up BOOLEAN NOT NULL DEFAULT FALSE,
  name VARCHAR(100) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  used_at DATETIME(6) NULL,
  UNIQUE KEY passkey_public_id (public_id),
  UNIQUE KEY passkey_credential (credential_hash),
  KEY passkey_account (account_id, id),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
-- Challenges of passkey ceremonies, used once; account_id is absent when the browser has yet to say who it is.
CREATE TABLE passkey_challenge (
  hash BINARY(32) NOT NULL PRIMARY KEY,
  account_id BIGINT NULL,
  purpose ENUM('register','login','factor') NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  KEY passkey_challenge_expires (expires_at),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- ---- lib/shop/role.c: permissions are the names of lib/base/permission.h ----
CREATE TABLE role (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('staff','seller','courier') NOT NULL,
  name VARCHAR(100) NOT NULL,
  description VARCHAR(500) NULL,
  is_builtin BOOLEAN NOT NULL DEFAULT FALSE,
  version BIGINT NOT NULL DEFAULT 1,
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY role_public_id (public_id),
  UNIQUE KEY role_name (kind, name)
);
CREATE TABLE role_permission (
  role_id BIGINT NOT NULL,
  permission VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (role_id, permission),
  FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE
);
CREATE TABLE account_role (
  account_id BIGINT NOT NULL,
  role_id BIGINT NOT NULL,
  PRIMARY KEY (account_id, role_id),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
  FOREIGN KEY (role_id) REFERENCES role (id)
);

-- ---- lib/shop/oauth_*.c: we are the authorization server ----
CREATE TABLE oauth_client (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  client_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(100) NOT NULL,
  is_confidential BOOLEAN NOT NULL,
  secret_hash BINARY(32) NULL,
  previous_secret_hash BINARY(32) NULL,
  previous_secret_until DATETIME(6) NULL,
  may_client_credentials BOOLEAN NOT NULL DEFAULT FALSE,
  may_code BOOLEAN NOT NULL DEFAULT FALSE,
  created_by BIGINT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  disabled_at DATETIME(6) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK (is_confidential = (secret_hash IS NOT NULL)),
  UNIQUE KEY oauth_client_client_id (client_id),
  FOREIGN KEY (created_by) REFERENCES account (id) ON DELETE SET NULL
);
CREATE TABLE oauth_redirect (
  oauth_client_id BIGINT NOT NULL,
  uri VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (oauth_client_id, uri),
  FOREIGN KEY (oauth_client_id) REFERENCES oauth_client (id) ON DELETE CASCADE
);
CREATE TABLE oauth_client_scope (
  oauth_client_id BIGINT NOT NULL,
  permission VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (oauth_client_id, permission),
  FOREIGN KEY (oauth_client_id) REFERENCES oauth_client (id) ON DELETE CASCADE
);
-- One consent, or one client-credentials grant, and all tokens that come of it: the family that a replay revokes.
CREATE TABLE oauth_grant (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  oauth_client_id BIGINT NOT NULL,
  account_id BIGINT NULL,
  scope VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  ends_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  revoked_why VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY oauth_grant_public_id (public_id),
  KEY oauth_grant_client (oauth_client_id, id),
  KEY oauth_grant_account (account_id, id),
  KEY oauth_grant_ends (ends_at),
  FOREIGN KEY (oauth_client_id) REFERENCES oauth_client (id) ON DELETE CASCADE,
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE TABLE oauth_code (
  hash BINARY(32) NOT NULL PRIMARY KEY,
  oauth_grant_id BIGINT NOT NULL,
  redirect_uri VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  challenge CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  KEY oauth_code_expires (expires_at),
  FOREIGN KEY (oauth_grant_id) REFERENCES oauth_grant (id) ON DELETE CASCADE
);
CREATE TABLE oauth_refresh (
  hash BINARY(32) NOT NULL PRIMARY KEY,
  oauth_grant_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  KEY oauth_refresh_grant (oauth_grant_id),
  KEY oauth_refresh_expires (expires_at),
  FOREIGN KEY (oauth_grant_id) REFERENCES oauth_grant (id) ON DELETE CASCADE
);
-- Access tokens that were revoked one by one, until they would have ended anyway.
CREATE TABLE oauth_revoked (
  jti CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  expires_at DATETIME(6) NOT NULL,
  KEY oauth_revoked_expires (expires_at)
);
-- Keys that sign tokens.  next: published, not used yet; active: signs; retired: still verifies until it is dropped.
CREATE TABLE signing_key (
  kid VARCHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  algorithm ENUM('ES256','RS256') NOT NULL,
  state ENUM('next','active','retired') NOT NULL,
  public_jwk TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  private_key VARBINARY(4096) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  state_since DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY signing_key_state (algorithm, state)
);

-- ---- lib/shop/api_key.c: simple integrations ----
CREATE TABLE api_key (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  prefix VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash BINARY(32) NOT NULL,
  name VARCHAR(100) NOT NULL,
  account_id BIGINT NULL,
  scope VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_by BIGINT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  expires_at DATETIME(6) NULL,
  used_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  UNIQUE KEY api_key_public_id (public_id),
  UNIQUE KEY api_key_hash (hash),
  KEY api_key_account (account_id, id),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
  FOREIGN KEY (created_by) REFERENCES account (id) ON DELETE SET NULL
);

-- ---- lib/shop/provider.c: we are the relying party ----
CREATE TABLE identity_provider (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(100) NOT NULL,
  issuer VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  client_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  client_secret VARBINARY(1024) NULL,
  scope VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'openid email profile',
  trusts_email BOOLEAN NOT NULL DEFAULT FALSE,
  is_on BOOLEAN NOT NULL DEFAULT TRUE,
  position INT NOT NULL DEFAULT 0,
  UNIQUE KEY identity_provider_code (code)
);
CREATE TABLE account_identity (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id BIGINT NOT NULL,
  provider_id BIGINT NOT NULL,
  subject VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  email VARCHAR(254) NULL,
  linked_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  used_at DATETIME(6) NULL,
  UNIQUE KEY account_identity_public_id (public_id),
  UNIQUE KEY account_identity_subject (provider_id, subject),
  KEY account_identity_account (account_id),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
  FOREIGN KEY (provider_id) REFERENCES identity_provider (id)
);

-- ---- lib/shop/audit.c: append only by grant; each row's hash covers the one before ----
-- What could name a person (address, browser) stands in audit_person and is covered by a salted digest, so that erasing a
-- person removes it and leaves the chain whole.
CREATE TABLE audit_log (
  id BIGINT NOT NULL PRIMARY KEY,
  at DATETIME(6) NOT NULL,
  event VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  outcome ENUM('ok','refused','failed') NOT NULL,
  actor_kind ENUM('nobody','customer','staff','seller','courier','client','key','operator','system') NOT NULL,
  actor VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  object_kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  object VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  details TEXT NULL,
  person_digest BINARY(32) NULL,
  previous BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  KEY audit_log_at (at),
  KEY audit_log_actor (actor, id),
  KEY audit_log_object (object, id),
  KEY audit_log_event (event, id)
);
CREATE TABLE audit_person (
  audit_id BIGINT NOT NULL PRIMARY KEY,
  salt BINARY(16) NOT NULL,
  ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  agent VARCHAR(255) NULL
);
CREATE TABLE audit_head (
  one TINYINT NOT NULL PRIMARY KEY CHECK (one = 1),
  last_id BIGINT NOT NULL,
  hash BINARY(32) NOT NULL
);
INSERT INTO audit_head (one, last_id, hash) VALUES (1, 0, UNHEX(REPEAT('00', 32)));

-- ---- lib/shop/outbox.c: events, written with the change itself; bin/worker hands them to subscribers ----
-- seq: place in the feed, given by the worker that fans the event out (one at a time, under the lock of outbox_head), absent until then.  Numbers
-- appear in order and without holes that fill later, which AUTO_INCREMENT and clocks cannot promise while transactions overlap.
CREATE TABLE outbox (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload MEDIUMTEXT NOT NULL,
  at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  seq BIGINT NULL,
  UNIQUE KEY outbox_public_id (public_id),
  UNIQUE KEY outbox_seq (seq),
  KEY outbox_object (object, id),
  KEY outbox_at (at),
  CHECK (JSON_VALID(payload))
);
CREATE TABLE outbox_head (
  one TINYINT NOT NULL PRIMARY KEY CHECK (one = 1),
  last_seq BIGINT NOT NULL
);
INSERT INTO outbox_head (one, last_seq) VALUES (1, 0);
-- One row per event and subscriber that wants it.
CREATE TABLE outbox_task (
  event_id BIGINT NOT NULL,
  subscriber VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('waiting','done','dead') NOT NULL DEFAULT 'waiting',
  attempts INT NOT NULL DEFAULT 0,
  error VARCHAR(1000) NULL,
  done_at DATETIME(6) NULL,
  PRIMARY KEY (event_id, subscriber),
  KEY outbox_task_lane (subscriber, object, state, event_id),
  KEY outbox_task_state (state, subscriber, event_id),
  FOREIGN KEY (event_id) REFERENCES outbox (id) ON DELETE CASCADE
);
-- The waiting tasks of one subscriber about one object: what a worker leases, and the reason why they are handled strictly one after the other.
-- next_at: when it is due; while leased, when the lease ends.  The row goes when nothing waits any more.
CREATE TABLE outbox_lane (
  subscriber VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next_at DATETIME(6) NOT NULL,
  lease BIGINT NULL,
  PRIMARY KEY (subscriber, object),
  KEY outbox_lane_due (next_at)
);
-- Scheduled work of bin/worker: one process at a time.  next_at: when it is due; while it runs, when another process may take it over.
CREATE TABLE worker_job (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  next_at DATETIME(6) NOT NULL,
  lease BIGINT NULL,
  started_at DATETIME(6) NULL,
  ended_at DATETIME(6) NULL,
  handled BIGINT NOT NULL DEFAULT 0,
  error VARCHAR(1000) NULL
);

-- ---- lib/shop/mail.c: what was sent to whom, and what the server said ----
CREATE TABLE mail (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id BIGINT NULL,
  account_id BIGINT NULL,
  template VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recipient VARCHAR(254) NOT NULL,
  subject VARCHAR(500) NULL,
  state ENUM('waiting','sent','dead') NOT NULL DEFAULT 'waiting',
  attempts INT NOT NULL DEFAULT 0,
  reply VARCHAR(500) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  sent_at DATETIME(6) NULL,
  UNIQUE KEY mail_public_id (public_id),
  UNIQUE KEY mail_event (event_id, template, recipient),
  KEY mail_account (account_id, id),
  KEY mail_state (state, id),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- ---- lib/shop/privacy.c ----
CREATE TABLE privacy_request (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id BIGINT NOT NULL,
  kind ENUM('export','erase') NOT NULL,
  state ENUM('pending','running','done','declined','revoked','failed') NOT NULL DEFAULT 'pending',
  message VARCHAR(1000) NULL,
  file VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  due_at DATETIME(6) NOT NULL,
  done_at DATETIME(6) NULL,
  expires_at DATETIME(6) NULL,
  UNIQUE KEY privacy_request_public_id (public_id),
  KEY privacy_request_account (account_id, id),
  KEY privacy_request_due (state, due_at)
);

-- ---- lib/shop/idempotency.c: writes that may be repeated (standards A1.6) ----
CREATE TABLE idempotency (
  scope BINARY(32) NOT NULL PRIMARY KEY,
  fingerprint BINARY(32) NOT NULL,
  state ENUM('running','done') NOT NULL DEFAULT 'running',
  lease_until DATETIME(6) NOT NULL,
  status SMALLINT NULL,
  headers TEXT NULL,
  body MEDIUMBLOB NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY idempotency_created (created_at)
);
