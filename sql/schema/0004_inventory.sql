-- Inventory: warehouses, levels, reservations, the ledger, transfers.  Conventions as in 0001 and 0003; in addition:
--  * rows that are written for every order (ledger, reservations) have no foreign keys: a key would lock its parent's row for all buyers of one
--    thing.  `mercer stock verify` proves what the keys would have promised, and more.

-- lib/shop/shipping_calendar.c: days on which a house or a carrier does not work, as lib/base/calendar.h reads them.
CREATE TABLE calendar (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  days TEXT NOT NULL DEFAULT '' COMMENT 'a rule and a name on each line',
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE KEY calendar_public_id (public_id),
  UNIQUE KEY calendar_code (code)
);

-- lib/shop/warehouse.c
CREATE TABLE warehouse (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recipient VARCHAR(200) NULL,
  line1 VARCHAR(200) NULL,
  line2 VARCHAR(200) NULL,
  locality VARCHAR(200) NULL,
  region VARCHAR(200) NULL,
  postal_code VARCHAR(32) NULL,
  phone VARCHAR(32) NULL,
  latitude_e6 INT NULL CHECK (latitude_e6 BETWEEN -90000000 AND 90000000),
  longitude_e6 INT NULL CHECK (longitude_e6 BETWEEN -180000000 AND 180000000),
  priority INT NOT NULL DEFAULT 0 COMMENT 'lower is asked first',
  is_active BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'orders are sent from here',
  is_pickup BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'shoppers may fetch their orders here',
  pickup_note VARCHAR(500) NULL COMMENT 'opening hours and the like',
  time_zone VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT 'Europe/Berlin',
  cutoff_minute SMALLINT NOT NULL DEFAULT 840 COMMENT 'of the local day: what is paid before it is handled that day' CHECK (cutoff_minute BETWEEN 0 AND 1440),
  handling_days SMALLINT NOT NULL DEFAULT 1 COMMENT 'working days until the parcel leaves' CHECK (handling_days BETWEEN 0 AND 60),
  working_days TINYINT NOT NULL DEFAULT 31 COMMENT 'bit 0 Monday .. bit 6 Sunday',
  calendar_id BIGINT NULL COMMENT 'its closed days; NULL: none',
  version BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY warehouse_public_id (public_id),
  UNIQUE KEY warehouse_code (code),
  FOREIGN KEY (calendar_id) REFERENCES calendar (id)
);

-- lib/shop/stock_level.c: how much is where.  A variant without a row anywhere is not counted and always there.
-- What a buyer can have of a row is on_hand - held - allocated - floor.  floor: safety stock above zero; the limit of back-orders below it.
-- slot: a hot item's stock is spread over several rows, so that buyers do not queue behind the lock of one (0 alone: the usual case).  The floor
-- stands in slot 0.  Only lib/shop/stock_ledger.c changes the three quantities, each time with its line in stock_movement.
-- No CHECK compares them with the floor: breakage, or a merchant who ends back-orders, may leave more reserved than there is; holds ask for it.
CREATE TABLE stock_level (
  variant_id BIGINT NOT NULL,
  warehouse_id BIGINT NOT NULL,
  slot SMALLINT NOT NULL DEFAULT 0 CHECK (slot BETWEEN 0 AND 255),
  on_hand INT NOT NULL DEFAULT 0 COMMENT 'pieces in the house; below zero never',
  held INT NOT NULL DEFAULT 0 COMMENT 'for orders that wait for their payment',
  allocated INT NOT NULL DEFAULT 0 COMMENT 'for paid orders, until they are sent',
  floor INT NOT NULL DEFAULT 0,
  PRIMARY KEY (variant_id, warehouse_id, slot),
  KEY stock_level_warehouse (warehouse_id, variant_id),
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE,
  FOREIGN KEY (warehouse_id) REFERENCES warehouse (id),
  CHECK (on_hand >= 0 AND held >= 0 AND allocated >= 0)
);
-- What the merchant decided about a variant in a warehouse; without a row: no safety stock, back-orders as variant.inventory_policy says, low at 5.
CREATE TABLE stock_rule (
  variant_id BIGINT NOT NULL,
  warehouse_id BIGINT NOT NULL,
  safety INT NOT NULL DEFAULT 0 CHECK (safety >= 0),
  backorder_limit INT NULL COMMENT 'NULL: as variant.inventory_policy says' CHECK (backorder_limit >= 0),
  low_at INT NULL CHECK (low_at >= 0),
  is_low BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'told already',
  low_since DATETIME(6) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (variant_id, warehouse_id),
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE,
  FOREIGN KEY (warehouse_id) REFERENCES warehouse (id)
);

-- lib/shop/stock_notice.c: what staff are told of by mail.  stock_sold_out: when a variant was last sold out, and when that was told (NULL: not yet).
CREATE TABLE stock_sold_out (
  variant_id BIGINT NOT NULL PRIMARY KEY,
  at DATETIME(6) NOT NULL,
  told_at DATETIME(6) NULL,
  KEY stock_sold_out_told (told_at, at),
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE
);
-- One a day, whoever looks; articles: how many had become low since the one before; 0: nobody was written to.
CREATE TABLE stock_digest (
  on_date DATE NOT NULL PRIMARY KEY COMMENT 'at the first warehouse',
  at DATETIME(6) NOT NULL,
  articles INT NOT NULL
);

-- lib/shop/stock_hold.c: what an order line has of which row.  held: until paid or expired; allocated: until sent or cancelled; then the row goes.
CREATE TABLE stock_reservation (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  order_line_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  warehouse_id BIGINT NOT NULL,
  slot SMALLINT NOT NULL,
  state ENUM('held','allocated') NOT NULL,
  quantity INT NOT NULL CHECK (quantity > 0),
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY stock_reservation_line (order_line_id, warehouse_id, slot),
  KEY stock_reservation_order (order_id),
  KEY stock_reservation_level (variant_id, warehouse_id, slot)
);

-- lib/shop/stock_ledger.c: append-only by grant.  The sums of the deltas are the quantities of stock_level.
CREATE TABLE stock_movement (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  variant_id BIGINT NOT NULL,
  warehouse_id BIGINT NOT NULL,
  slot SMALLINT NOT NULL,
  kind ENUM('opening','imported','received','adjusted','counted','damaged','returned','held','expired','released','allocated','reallocated','shipped',
    'transfer_out','transfer_in','spread') NOT NULL,
  on_hand INT NOT NULL DEFAULT 0,
  held INT NOT NULL DEFAULT 0,
  allocated INT NOT NULL DEFAULT 0,
  order_id BIGINT NULL,
  order_line_id BIGINT NULL,
  shipment_id BIGINT NULL,
  transfer_id BIGINT NULL,
  reason VARCHAR(190) NULL,
  reference VARCHAR(190) NULL COMMENT 'of the caller: a delivery note, a count',
  actor_kind VARCHAR(16) CHARACTER SET ascii NULL,
  actor CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NULL,
  KEY stock_movement_level (variant_id, warehouse_id, id),
  KEY stock_movement_order (order_id),
  KEY stock_movement_at (at),
  CHECK (on_hand <> 0 OR held <> 0 OR allocated <> 0)
);

-- lib/shop/stock_transfer.c
CREATE TABLE stock_transfer (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_id BIGINT NOT NULL,
  to_id BIGINT NOT NULL,
  state ENUM('draft','in_transit','received','cancelled') NOT NULL DEFAULT 'draft',
  note VARCHAR(500) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  sent_at DATETIME(6) NULL,
  received_at DATETIME(6) NULL,
  UNIQUE KEY stock_transfer_public_id (public_id),
  KEY stock_transfer_state (state, id),
  FOREIGN KEY (from_id) REFERENCES warehouse (id),
  FOREIGN KEY (to_id) REFERENCES warehouse (id),
  CHECK (from_id <> to_id)
);
CREATE TABLE stock_transfer_line (
  transfer_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  quantity INT NOT NULL CHECK (quantity > 0),
  received INT NULL CHECK (received >= 0),
  discrepancy VARCHAR(190) NULL,
  PRIMARY KEY (transfer_id, variant_id),
  FOREIGN KEY (transfer_id) REFERENCES stock_transfer (id) ON DELETE CASCADE
);

-- The catalogue's read model stays table stock (0001): what the shop shows as available, brought up to date by the worker after each change
-- (lib/shop/stock_publish.c), never asked when something is sold.
