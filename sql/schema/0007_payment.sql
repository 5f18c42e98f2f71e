-- Money: payments, what the gateways said, refunds, disputes, the double-entry ledger; and the built-in sandbox gateway, which is a party of its own.

-- lib/shop/payment*.c.  The amounts are recomputed from payment_event, never added to.  No card number ever comes here: `display` is what the gateway
-- says a person may see ("Visa 4242").
CREATE TABLE payment (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'also the idempotency key at the gateway',
  order_id BIGINT NOT NULL,
  provider VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  method VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'sandbox, invoice, free, ...',
  reference VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the gateway''s id of it',
  state ENUM('created','pending','authorised','charged','refunded','failed','cancelled','disputed') NOT NULL DEFAULT 'created',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL COMMENT 'what was asked for' CHECK (amount >= 0),
  authorised BIGINT NOT NULL DEFAULT 0,
  charged BIGINT NOT NULL DEFAULT 0,
  refunded BIGINT NOT NULL DEFAULT 0,
  disputed BIGINT NOT NULL DEFAULT 0,
  display VARCHAR(100) NULL,
  failure VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'code of the last refusal',
  hosted_url VARCHAR(1024) NULL COMMENT 'where the buyer pays',
  check_at DATETIME(6) NULL COMMENT 'when to ask the gateway again; NULL: settled for good',
  checks INT NOT NULL DEFAULT 0,
  network CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'keyed digest of the network that pays: what a refusal counts against; a day',
  version BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY payment_public_id (public_id),
  UNIQUE KEY payment_reference (provider, reference),
  KEY payment_order (order_id, id),
  KEY payment_check (check_at)
);
-- Append-only by grant.  source: what makes an event the same when it comes again, by whatever way: "sandbox:charge:ch_1", "request:authorise:1".
CREATE TABLE payment_event (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  payment_id BIGINT NOT NULL,
  source VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('authorise','charge','void','refund','dispute','dispute_won') NOT NULL,
  result ENUM('requested','action','success','failure') NOT NULL,
  amount BIGINT NOT NULL CHECK (amount >= 0),
  at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  refund_id BIGINT NULL,
  UNIQUE KEY payment_event_source (payment_id, source),
  FOREIGN KEY (payment_id) REFERENCES payment (id)
);
-- lib/shop/payment_guard.c: tries to pay that were not let through, after too many refusals.  Names nobody: whom it counted against stands in throttle, as a hash.
CREATE TABLE payment_block (
  order_id BIGINT NOT NULL,
  scope ENUM('order','network','account','email') NOT NULL COMMENT 'whose refusals were too many',
  tries INT NOT NULL DEFAULT 1,
  first_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  last_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (order_id, scope),
  KEY payment_block_last (last_at)
);
-- What gateways sent, as it came (without anything secret), each event once.
CREATE TABLE payment_webhook (
  provider VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  received_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  body TEXT NOT NULL,
  state ENUM('waiting','done','ignored') NOT NULL DEFAULT 'waiting',
  result VARCHAR(190) NULL,
  PRIMARY KEY (provider, event_id),
  KEY payment_webhook_received (received_at)
);
-- Granted by one, sent by the system or by another (two permissions).
CREATE TABLE refund (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'also the idempotency key at the gateway, with the number of the try after the first',
  order_id BIGINT NOT NULL,
  payment_id BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  cause VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'once per payment: cancelled:<version>, over:<charged>, staff:<key>, lines:<credit>',
  reason VARCHAR(500) NULL,
  state ENUM('granted','sent','done','failed') NOT NULL DEFAULT 'granted',
  failure VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  tries INT NOT NULL DEFAULT 1 COMMENT 'that people made: a refusal is answered again for the same key',
  actor_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  done_at DATETIME(6) NULL,
  check_at DATETIME(6) NULL,
  checks INT NOT NULL DEFAULT 0,
  UNIQUE KEY refund_public_id (public_id),
  UNIQUE KEY refund_cause (payment_id, cause),
  KEY refund_order (order_id, id),
  KEY refund_check (check_at),
  FOREIGN KEY (payment_id) REFERENCES payment (id)
);
CREATE TABLE dispute (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_id BIGINT NOT NULL,
  reference VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('needs_response','under_review','won','lost') NOT NULL DEFAULT 'needs_response',
  reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  amount BIGINT NOT NULL,
  due_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  closed_at DATETIME(6) NULL,
  UNIQUE KEY dispute_public_id (public_id),
  UNIQUE KEY dispute_reference (payment_id, reference),
  FOREIGN KEY (payment_id) REFERENCES payment (id)
);

-- lib/shop/ledger.c: double entry, append-only by grant.  The postings of one entry sum to zero in each currency; debit is positive.
CREATE TABLE ledger_entry (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  source VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what it was made for, once: <payment>:<source of its event>, order:<public id>:placed',
  kind ENUM('sale','sale_reversed','credit','charge','refund','dispute','dispute_won') NOT NULL,
  order_id BIGINT NOT NULL,
  payment_id BIGINT NULL,
  at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY ledger_entry_source (source),
  KEY ledger_entry_order (order_id)
);
CREATE TABLE ledger_posting (
  entry_id BIGINT NOT NULL,
  account VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'receivable, gateway:<provider>, revenue, shipping, tax, dispute',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (entry_id, account, currency),
  KEY ledger_posting_account (account, currency, entry_id),
  FOREIGN KEY (entry_id) REFERENCES ledger_entry (id)
);

-- The sandbox gateway (fcgi/sandbox, bin/sandbox): another company's books.  No account of the shop may read these tables, nor the gateway's
-- account the shop's.  A test card's number is used to choose what happens, and is not stored: last4 is.
CREATE TABLE sandbox_intent (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  reference CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fingerprint BINARY(32) NOT NULL,
  merchant_reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description VARCHAR(200) NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  capture ENUM('automatic','manual') NOT NULL DEFAULT 'automatic',
  state ENUM('open','action','processing','authorised','charged','failed','cancelled') NOT NULL DEFAULT 'open',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  authorised BIGINT NOT NULL DEFAULT 0,
  charged BIGINT NOT NULL DEFAULT 0,
  refunded BIGINT NOT NULL DEFAULT 0,
  disputed BIGINT NOT NULL DEFAULT 0,
  failure VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  brand VARCHAR(32) NULL,
  last4 CHAR(4) CHARACTER SET ascii NULL,
  behaviour VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'what the test card asked for',
  return_url VARCHAR(1024) NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY sandbox_intent_reference (reference),
  UNIQUE KEY sandbox_intent_key (idempotency_key),
  KEY sandbox_intent_open (state, created_at)
);
-- Each movement of money at the gateway: what GET of an intent lists, and what a webhook tells.
CREATE TABLE sandbox_operation (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  reference CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  intent_id BIGINT NOT NULL,
  idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  kind ENUM('authorise','charge','void','refund','dispute','dispute_won') NOT NULL,
  result ENUM('pending','success','failure') NOT NULL,
  amount BIGINT NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ready_at DATETIME(6) NULL COMMENT 'when a pending one is decided, or was',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY sandbox_operation_reference (reference),
  UNIQUE KEY sandbox_operation_key (intent_id, idempotency_key),
  KEY sandbox_operation_ready (result, ready_at),
  FOREIGN KEY (intent_id) REFERENCES sandbox_intent (id)
);
-- Webhooks to be sent by bin/sandbox; a duplicate is a row of its own with the same event_id.
CREATE TABLE sandbox_webhook (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  event_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body TEXT NOT NULL,
  next_at DATETIME(6) NULL COMMENT 'NULL: delivered or given up',
  attempts INT NOT NULL DEFAULT 0,
  status SMALLINT NULL COMMENT 'of the last try',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY sandbox_webhook_due (next_at)
);
