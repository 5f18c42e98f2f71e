-- Delivery: zones, methods and their rates, carriers, shipments.

-- lib/shop/shipping_zone.c: the most specific place that fits an address decides: postal code, region, country, everywhere ('').
CREATE TABLE shipping_zone (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE KEY shipping_zone_public_id (public_id),
  UNIQUE KEY shipping_zone_code (code)
);
CREATE TABLE shipping_zone_place (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  zone_id BIGINT NOT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT '** everywhere',
  region VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  postal_prefix VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  UNIQUE KEY shipping_zone_place_place (country, region, postal_prefix, zone_id),
  FOREIGN KEY (zone_id) REFERENCES shipping_zone (id) ON DELETE CASCADE
);
-- lib/shop/carrier.c.  tracking_url: with {code}.
CREATE TABLE carrier (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  tracking_url VARCHAR(500) NULL,
  working_days TINYINT NOT NULL DEFAULT 63 COMMENT 'bit 0 Monday .. bit 6 Sunday' CHECK (working_days BETWEEN 1 AND 127),
  calendar_id BIGINT NULL COMMENT 'its closed days; NULL: none',
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE KEY carrier_public_id (public_id),
  UNIQUE KEY carrier_code (code),
  FOREIGN KEY (calendar_id) REFERENCES calendar (id)
);
-- lib/shop/shipping_method.c
CREATE TABLE shipping_method (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('parcel','pickup') NOT NULL DEFAULT 'parcel',
  rate_by ENUM('flat','weight','price','quantity') NOT NULL DEFAULT 'flat' COMMENT 'what shipping_rate.from_value counts: -, grams, minor units, pieces',
  carrier_id BIGINT NULL,
  tax_class VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'standard',
  days_min SMALLINT NOT NULL DEFAULT 1 COMMENT 'the carrier''s working days' CHECK (days_min >= 0),
  days_max SMALLINT NOT NULL DEFAULT 3,
  cutoff_minute SMALLINT NULL COMMENT 'ordered later it leaves a day later; NULL: the warehouse''s alone' CHECK (cutoff_minute BETWEEN 0 AND 1440),
  weight_max INT NULL COMMENT 'grams of a parcel',
  position INT NOT NULL DEFAULT 0,
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE KEY shipping_method_public_id (public_id),
  UNIQUE KEY shipping_method_code (code),
  FOREIGN KEY (carrier_id) REFERENCES carrier (id),
  FOREIGN KEY (tax_class) REFERENCES tax_class (code),
  CHECK (days_max >= days_min)
);
CREATE TABLE shipping_method_text (
  method_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  description VARCHAR(500) NULL,
  PRIMARY KEY (method_id, locale),
  FOREIGN KEY (method_id) REFERENCES shipping_method (id) ON DELETE CASCADE
);
-- A row per step: from this weight (or sum, or number) on it costs so much.  free_from: sum of the goods from which on it costs nothing.
CREATE TABLE shipping_rate (
  method_id BIGINT NOT NULL,
  zone_id BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_value BIGINT NOT NULL DEFAULT 0 CHECK (from_value >= 0),
  amount BIGINT NOT NULL CHECK (amount >= 0),
  free_from BIGINT NULL CHECK (free_from >= 0),
  PRIMARY KEY (method_id, zone_id, currency, from_value),
  KEY shipping_rate_zone (zone_id),
  FOREIGN KEY (method_id) REFERENCES shipping_method (id) ON DELETE CASCADE,
  FOREIGN KEY (zone_id) REFERENCES shipping_zone (id) ON DELETE CASCADE
);

-- lib/shop/shipment.c.  state is the merchant's, tracking the carrier's (its messages move the second alone).
CREATE TABLE shipment (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id BIGINT NOT NULL,
  parcel SMALLINT NOT NULL DEFAULT 1 COMMENT 'of the order, from 1',
  warehouse_id BIGINT NOT NULL,
  carrier_id BIGINT NULL,
  is_pickup BOOLEAN NOT NULL DEFAULT FALSE,
  state ENUM('pending','packed','shipped','delivered','cancelled') NOT NULL DEFAULT 'pending' COMMENT 'of a pickup: packed is ready to be fetched, delivered is fetched',
  tracking ENUM('none','announced','in_transit','out_for_delivery','delivered','exception','returned') NOT NULL DEFAULT 'none',
  tracking_code VARCHAR(64) NULL,
  promised_from DATE NULL,
  promised_until DATE NULL,
  weight_grams INT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  packed_at DATETIME(6) NULL,
  shipped_at DATETIME(6) NULL,
  delivered_at DATETIME(6) NULL,
  UNIQUE KEY shipment_public_id (public_id),
  UNIQUE KEY shipment_parcel (order_id, parcel),
  KEY shipment_state (state, id),
  KEY shipment_tracking (carrier_id, tracking_code)
);
CREATE TABLE shipment_line (
  shipment_id BIGINT NOT NULL,
  order_line_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  quantity INT NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (shipment_id, order_line_id),
  KEY shipment_line_order_line (order_line_id),
  FOREIGN KEY (shipment_id) REFERENCES shipment (id) ON DELETE CASCADE
);
-- What the carrier said, in its order; source makes a message the same when it comes again.
CREATE TABLE shipment_event (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  shipment_id BIGINT NOT NULL,
  source VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  tracking ENUM('announced','in_transit','out_for_delivery','delivered','exception','returned') NOT NULL,
  at DATETIME(6) NOT NULL,
  place VARCHAR(200) NULL,
  text VARCHAR(500) NULL,
  UNIQUE KEY shipment_event_source (shipment_id, source),
  FOREIGN KEY (shipment_id) REFERENCES shipment (id) ON DELETE CASCADE
);
