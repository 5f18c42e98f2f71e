-- Carts, checkouts, orders, invoices, and the facts that reports are made of.

-- lib/shop/cart.c.  token_hash: SHA-256 of the secret in the buyer's cookie; a cart of an account is found by account_id too.
CREATE TABLE cart (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  token_hash BINARY(32) NOT NULL,
  share_hash BINARY(32) NULL COMMENT 'of the link that shows a copy of it to others',
  account_id BIGINT NULL,
  active_account_id BIGINT AS (IF(state = 'active', account_id, NULL)) PERSISTENT COMMENT 'an account has one active cart',
  state ENUM('active','ordered','merged','dropped') NOT NULL DEFAULT 'active',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY cart_public_id (public_id),
  UNIQUE KEY cart_token (token_hash),
  UNIQUE KEY cart_share (share_hash),
  UNIQUE KEY cart_account (active_account_id),
  KEY cart_of_account (account_id, state),
  KEY cart_updated (state, updated_at),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE TABLE cart_line (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cart_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  list ENUM('cart','saved') NOT NULL DEFAULT 'cart',
  quantity INT NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
  seen_price BIGINT NULL COMMENT 'unit price when the buyer last saw it: what "price changed" compares',
  seen_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  added_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'put in, the last time',
  last_add BINARY(32) NULL COMMENT 'of the form that put it in: sent twice it counts once',
  UNIQUE KEY cart_line_public_id (public_id),
  UNIQUE KEY cart_line_variant (cart_id, list, variant_id),
  FOREIGN KEY (cart_id) REFERENCES cart (id) ON DELETE CASCADE
);
CREATE TABLE cart_coupon (
  cart_id BIGINT NOT NULL,
  code_key VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  code VARCHAR(64) NOT NULL,
  PRIMARY KEY (cart_id, code_key),
  FOREIGN KEY (cart_id) REFERENCES cart (id) ON DELETE CASCADE
);
-- Least, most and steps of a quantity; without a row 1, 9999, 1.
CREATE TABLE quantity_rule (
  variant_id BIGINT NOT NULL PRIMARY KEY,
  least INT NOT NULL DEFAULT 1 CHECK (least > 0),
  most INT NULL,
  step INT NOT NULL DEFAULT 1 CHECK (step > 0),
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE
);
-- lib/shop/checkout.c: what the buyer has entered so far; goes with the cart.
CREATE TABLE checkout (
  cart_id BIGINT NOT NULL PRIMARY KEY,
  email VARCHAR(254) NULL,
  phone VARCHAR(32) NULL,
  delivery TEXT NULL COMMENT 'struct address as JSON' CHECK (JSON_VALID(delivery)),
  billing TEXT NULL COMMENT 'NULL: the same' CHECK (JSON_VALID(billing)),
  vat_id VARCHAR(32) NULL,
  shipping_method VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  pickup VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'code of a warehouse',
  payment_method VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  note VARCHAR(1000) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  FOREIGN KEY (cart_id) REFERENCES cart (id) ON DELETE CASCADE
);

-- lib/shop/order*.c.  Three axes instead of one state (lib/shop/order_state.h): fulfilment by the merchant, authorisation and charge by the money.
-- Amounts are minor units of `currency`.  total = subtotal - discount + shipping (+ tax unless it is in the prices); it falls when lines are
-- cancelled.  cart_id: one order per cart, whatever is clicked twice.
CREATE TABLE sales_order (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'readable, random, with a check character',
  cart_id BIGINT NULL,
  account_id BIGINT NULL,
  origin ENUM('checkout','api','office') NOT NULL,
  email VARCHAR(254) NULL,
  email_key VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  phone VARCHAR(32) NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fulfilment ENUM('open','partly_shipped','shipped','delivered','cancelled','expired') NOT NULL DEFAULT 'open',
  authorisation ENUM('none','partial','full') NOT NULL DEFAULT 'none',
  charge ENUM('none','partial','full','over') NOT NULL DEFAULT 'none',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  prices_with_tax BOOLEAN NOT NULL,
  subtotal BIGINT NOT NULL COMMENT 'lines at their price before promotions of the cart',
  discount BIGINT NOT NULL DEFAULT 0 COMMENT 'taken off lines' CHECK (discount >= 0),
  shipping BIGINT NOT NULL DEFAULT 0 COMMENT 'after its discount' CHECK (shipping >= 0),
  tax BIGINT NOT NULL DEFAULT 0 CHECK (tax >= 0),
  total BIGINT NOT NULL CHECK (total >= 0),
  placed_total BIGINT NOT NULL,
  authorised BIGINT NOT NULL DEFAULT 0,
  charged BIGINT NOT NULL DEFAULT 0,
  refunded BIGINT NOT NULL DEFAULT 0,
  credited BIGINT NOT NULL DEFAULT 0 COMMENT 'of the total, by sales_order_credit: total - credited is due' CHECK (credited BETWEEN 0 AND total),
  credited_tax BIGINT NOT NULL DEFAULT 0 CHECK (credited_tax >= 0),
  shipping_method VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  shipping_name VARCHAR(200) NULL,
  pickup_id BIGINT NULL COMMENT 'warehouse',
  promised_from DATE NULL,
  promised_until DATE NULL,
  vat_id VARCHAR(32) NULL,
  is_reverse_charge BOOLEAN NOT NULL DEFAULT FALSE,
  note VARCHAR(1000) NULL,
  hold_until DATETIME(6) NULL COMMENT 'unpaid by then: expires.  NULL: paid, cancelled or expired',
  version BIGINT NOT NULL DEFAULT 1,
  placed_at DATETIME(6) NOT NULL,
  paid_at DATETIME(6) NULL,
  closed_at DATETIME(6) NULL COMMENT 'delivered, cancelled or expired',
  UNIQUE KEY sales_order_public_id (public_id),
  UNIQUE KEY sales_order_number (number),
  UNIQUE KEY sales_order_cart (cart_id),
  KEY sales_order_account (account_id, id),
  KEY sales_order_email (email_key, id),
  KEY sales_order_placed (placed_at, id),
  KEY sales_order_fulfilment (fulfilment, id),
  KEY sales_order_hold (hold_until)
);
CREATE TABLE sales_order_address (
  order_id BIGINT NOT NULL,
  kind ENUM('delivery','billing') NOT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recipient VARCHAR(200) NULL,
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
  PRIMARY KEY (order_id, kind),
  KEY sales_order_address_recipient (recipient, order_id),
  FOREIGN KEY (order_id) REFERENCES sales_order (id) ON DELETE CASCADE
);
-- One line keeps its product as it was sold.  Amounts are of the whole quantity; those of n pieces are line_share() of them (lib/shop/pricing.h), so
-- that every order of cancelling, sending and refunding sums to the whole.
CREATE TABLE sales_order_line (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id BIGINT NOT NULL,
  position SMALLINT NOT NULL,
  product_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
  sku VARCHAR(190) NULL,
  title VARCHAR(500) NOT NULL,
  options VARCHAR(500) NULL COMMENT 'Colour: Forest, Size: M',
  image VARCHAR(1024) NULL,
  requires_shipping BOOLEAN NOT NULL DEFAULT TRUE,
  weight_grams INT NOT NULL DEFAULT 0,
  quantity INT NOT NULL CHECK (quantity > 0),
  cancelled INT NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
  shipped INT NOT NULL DEFAULT 0 CHECK (shipped >= 0),
  delivered INT NOT NULL DEFAULT 0 CHECK (delivered >= 0),
  refunded INT NOT NULL DEFAULT 0 COMMENT 'sent pieces whose money went back' CHECK (refunded >= 0),
  unit_price BIGINT NOT NULL COMMENT 'price list and catalogue promotions applied',
  list_price BIGINT NULL COMMENT 'before catalogue promotions, when higher',
  subtotal BIGINT NOT NULL,
  discount BIGINT NOT NULL DEFAULT 0,
  tax BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL COMMENT 'what the buyer pays for the line',
  credited BIGINT NOT NULL DEFAULT 0 COMMENT 'of what was not cancelled' CHECK (credited BETWEEN 0 AND total),
  credited_tax BIGINT NOT NULL DEFAULT 0 CHECK (credited_tax >= 0),
  tax_class VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY sales_order_line_public_id (public_id),
  UNIQUE KEY sales_order_line_position (order_id, position),
  KEY sales_order_line_variant (variant_id, id),
  FOREIGN KEY (order_id) REFERENCES sales_order (id) ON DELETE CASCADE,
  CHECK (cancelled + shipped <= quantity AND delivered <= shipped AND refunded <= shipped)
);
-- order_line_id 0: of the delivery.
CREATE TABLE sales_order_tax (
  order_id BIGINT NOT NULL,
  order_line_id BIGINT NOT NULL,
  position SMALLINT NOT NULL,
  name VARCHAR(100) NOT NULL,
  rate_e6 INT NOT NULL,
  base BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (order_id, order_line_id, position),
  FOREIGN KEY (order_id) REFERENCES sales_order (id) ON DELETE CASCADE
);
CREATE TABLE sales_order_discount (
  order_id BIGINT NOT NULL,
  order_line_id BIGINT NOT NULL,
  position SMALLINT NOT NULL,
  promotion_id BIGINT NOT NULL,
  code VARCHAR(64) NULL,
  name VARCHAR(200) NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (order_id, order_line_id, position),
  FOREIGN KEY (order_id) REFERENCES sales_order (id) ON DELETE CASCADE
);
-- lib/shop/order_credit.c: what a paid order is worth less than its invoice says, each decision once: pieces that were cancelled, pieces and delivery that
-- are refunded, a sum out of goodwill.  Each is a credit note and an entry of the books.  reason: of the person who decided; goes when the buyer is erased.
CREATE TABLE sales_order_credit (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id BIGINT NOT NULL,
  kind ENUM('cancel','lines','amount') NOT NULL,
  cause VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'once per order: cut:<version>, lines:<key>, or a refund''s public id',
  worth BIGINT NOT NULL COMMENT 'of the pieces, when it was decided' CHECK (worth >= 0),
  amount BIGINT NOT NULL CHECK (amount BETWEEN 0 AND worth),
  tax BIGINT NOT NULL,
  warehouse_id BIGINT NULL COMMENT 'where the goods went back to',
  reason VARCHAR(500) NULL,
  actor_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY sales_order_credit_public_id (public_id),
  UNIQUE KEY sales_order_credit_cause (order_id, cause)
);
-- order_line_id 0: the delivery.  amount_before, tax_before: what had gone from the line before, so that each tax of it is split without a remainder.
CREATE TABLE sales_order_credit_line (
  credit_id BIGINT NOT NULL,
  order_line_id BIGINT NOT NULL,
  quantity INT NOT NULL COMMENT 'pieces; 0: a sum' CHECK (quantity >= 0),
  restocked INT NOT NULL DEFAULT 0 CHECK (restocked BETWEEN 0 AND quantity),
  worth BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount BETWEEN 0 AND worth),
  tax BIGINT NOT NULL,
  amount_before BIGINT NOT NULL,
  tax_before BIGINT NOT NULL,
  PRIMARY KEY (credit_id, order_line_id),
  FOREIGN KEY (credit_id) REFERENCES sales_order_credit (id)
);
-- How the prices came about: the steps of the price engine, as it gave them.
CREATE TABLE sales_order_trace (
  order_id BIGINT NOT NULL PRIMARY KEY,
  trace MEDIUMTEXT NOT NULL CHECK (JSON_VALID(trace)),
  FOREIGN KEY (order_id) REFERENCES sales_order (id) ON DELETE CASCADE
);
-- lib/shop/order.c: append-only by grant, but for `words`.  What happened to an order, by whom; is_public: the buyer sees it.
CREATE TABLE sales_order_event (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_public BOOLEAN NOT NULL DEFAULT FALSE,
  actor_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NULL,
  details TEXT NOT NULL DEFAULT '{}' COMMENT 'ids, codes and figures; never what somebody wrote' CHECK (JSON_VALID(details)),
  words VARCHAR(2000) NULL COMMENT 'what somebody wrote: the one column that may change, to NULL, when a person is erased',
  KEY sales_order_event_order (order_id, id)
);
-- lib/shop/invoice.c: numbers without gaps, from a locked counter, in the transaction that stores the document.
CREATE TABLE number_series (
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  prefix VARCHAR(16) NOT NULL,
  next BIGINT NOT NULL DEFAULT 1 CHECK (next > 0)
);
INSERT INTO number_series (code, prefix, next) VALUES ('invoice', 'I', 1), ('credit_note', 'C', 1);
CREATE TABLE invoice (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id BIGINT NOT NULL,
  kind ENUM('invoice','credit_note') NOT NULL,
  cause VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what it is made for; once per order and cause: order, cut:<version>, or a credit''s public id',
  number VARCHAR(32) NOT NULL,
  issued_at DATETIME(6) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  tax BIGINT NOT NULL,
  total BIGINT NOT NULL,
  document MEDIUMTEXT NOT NULL COMMENT 'everything that stands on it, as it was' CHECK (JSON_VALID(document)),
  UNIQUE KEY invoice_public_id (public_id),
  UNIQUE KEY invoice_number (kind, number),
  UNIQUE KEY invoice_cause (order_id, kind, cause)
);
-- lib/shop/sales_fact.c: written by the worker, once per event; reports read these alone.
CREATE TABLE sales_fact (
  event_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line SMALLINT NOT NULL COMMENT '0: the delivery',
  kind ENUM('ordered','paid','cancelled','shipped','delivered','refunded') NOT NULL,
  on_date DATE NOT NULL,
  at DATETIME(6) NOT NULL,
  order_id BIGINT NOT NULL,
  product_id BIGINT NULL,
  variant_id BIGINT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  quantity INT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  net BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  discount BIGINT NOT NULL,
  PRIMARY KEY (event_id, line, kind),
  KEY sales_fact_date (on_date, kind),
  KEY sales_fact_variant (variant_id, on_date)
);
