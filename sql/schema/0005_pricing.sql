-- Prices: customer groups, price lists, history, promotions, coupons, tax.  The price engine (lib/shop/pricing.h) is a pure function; these tables
-- are what lib/shop/pricing_load.c reads for it.

-- lib/shop/customer_group.c
CREATE TABLE customer_group (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  is_net BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'prices are shown without tax: businesses',
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE KEY customer_group_public_id (public_id),
  UNIQUE KEY customer_group_code (code)
);
CREATE TABLE account_group (
  account_id BIGINT NOT NULL,
  group_id BIGINT NOT NULL,
  PRIMARY KEY (account_id, group_id),
  KEY account_group_group (group_id),
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
  FOREIGN KEY (group_id) REFERENCES customer_group (id) ON DELETE CASCADE
);

-- lib/shop/price_list.c: prices that replace the usual one for a group, a country, a quantity or a time.  The lowest position that applies wins.
CREATE TABLE price_list (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  group_id BIGINT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  starts_at DATETIME(6) NULL,
  ends_at DATETIME(6) NULL,
  position INT NOT NULL DEFAULT 0,
  is_active BOOLEAN NOT NULL DEFAULT FALSE,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE KEY price_list_public_id (public_id),
  UNIQUE KEY price_list_code (code),
  FOREIGN KEY (group_id) REFERENCES customer_group (id)
);
CREATE TABLE price_list_price (
  price_list_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  min_quantity INT NOT NULL DEFAULT 1 CHECK (min_quantity > 0),
  amount BIGINT NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (price_list_id, variant_id, min_quantity),
  KEY price_list_price_variant (variant_id),
  FOREIGN KEY (price_list_id) REFERENCES price_list (id) ON DELETE CASCADE,
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE
);

-- lib/shop/public_price.c: what the public price was from when on (Directive 98/6/EC, art. 6a).  A row when it changes; amount NULL: no price any more.
-- `amount` is what everybody pays: catalogue promotions are in it.
CREATE TABLE price_history (
  variant_id BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_at DATETIME(6) NOT NULL,
  amount BIGINT NULL,
  PRIMARY KEY (variant_id, currency, from_at),
  KEY price_history_from (from_at),
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE
);

-- lib/shop/public_price.c: what pages show where it is not what table price says; counts while price is `usual`, `usual_compare`.
CREATE TABLE public_price (
  variant_id BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `usual` BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  usual_compare BIGINT NULL,
  compare_at BIGINT NULL COMMENT 'former price that is shown',
  lowest BIGINT NULL COMMENT 'of the 30 days before the present price',
  PRIMARY KEY (variant_id, currency),
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE
);

-- lib/shop/promotion.c.  kind catalogue: lowers the price that everybody sees; cart: looks at the whole cart.
-- Lanes are applied in ascending order, each on what the ones before left; in one lane the best one per line wins.  exclusive: nothing after it.
-- conditions, benefit: JSON, described by shapes in lib/shop/promotion.h.
CREATE TABLE promotion (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL COMMENT 'for the staff',
  kind ENUM('catalogue','cart') NOT NULL,
  lane SMALLINT NOT NULL DEFAULT 0,
  is_exclusive BOOLEAN NOT NULL DEFAULT FALSE,
  needs_code BOOLEAN NOT NULL DEFAULT FALSE,
  is_active BOOLEAN NOT NULL DEFAULT FALSE,
  starts_at DATETIME(6) NULL,
  ends_at DATETIME(6) NULL,
  conditions TEXT NOT NULL DEFAULT '{}' CHECK (JSON_VALID(conditions)),
  benefit TEXT NOT NULL CHECK (JSON_VALID(benefit)),
  use_limit INT NULL COMMENT 'orders, all customers together' CHECK (use_limit >= 0),
  use_limit_each INT NULL COMMENT 'orders of one customer (e-mail address)' CHECK (use_limit_each >= 0),
  budget BIGINT NULL COMMENT 'minor units of budget_currency that may be given away' CHECK (budget >= 0),
  budget_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  used INT NOT NULL DEFAULT 0 COMMENT 'counted when use_limit or budget is set: without them orders need not queue for this row' CHECK (used >= 0),
  spent BIGINT NOT NULL DEFAULT 0 CHECK (spent >= 0),
  version BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY promotion_public_id (public_id),
  KEY promotion_active (is_active, kind, lane),
  CHECK (use_limit IS NULL OR used <= use_limit),
  CHECK (budget IS NULL OR (budget_currency IS NOT NULL AND spent <= budget))
);
CREATE TABLE promotion_text (
  promotion_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL COMMENT 'as shoppers see it in cart and order',
  PRIMARY KEY (promotion_id, locale),
  FOREIGN KEY (promotion_id) REFERENCES promotion (id) ON DELETE CASCADE
);
-- lib/shop/coupon.c: codes; code_key is what is compared: capitals, no spaces or dashes.
CREATE TABLE coupon (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  promotion_id BIGINT NOT NULL,
  code VARCHAR(64) NOT NULL,
  code_key VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  use_limit INT NULL CHECK (use_limit >= 0),
  used INT NOT NULL DEFAULT 0 COMMENT 'counted when use_limit is set' CHECK (used >= 0),
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY coupon_code (code_key),
  KEY coupon_promotion (promotion_id, id),
  FOREIGN KEY (promotion_id) REFERENCES promotion (id) ON DELETE CASCADE,
  CHECK (use_limit IS NULL OR used <= use_limit)
);
-- Which order used what; released: the order was cancelled or expired, so the use does not count.
CREATE TABLE promotion_use (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  promotion_id BIGINT NOT NULL,
  coupon_id BIGINT NULL,
  order_id BIGINT NOT NULL,
  customer_key VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'key of the e-mail address; erased with the person',
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_counted BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'in promotion.used and spent',
  is_coupon_counted BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'in coupon.used',
  each_slot INT NULL COMMENT '1..use_limit_each: the unique key is what limits a customer, so that only orders of one customer wait for each other; NULL: no limit, or released',
  is_released BOOLEAN NOT NULL DEFAULT FALSE,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY promotion_use_order (order_id, promotion_id),
  UNIQUE KEY promotion_use_each (promotion_id, customer_key, each_slot),
  KEY promotion_use_coupon (coupon_id),
  KEY promotion_use_customer (customer_key)
);

-- lib/shop/tax.c.  A product's class is variant.tax_code, 'standard' when absent; a variant that is not taxable has no tax.
CREATE TABLE tax_class (
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  name VARCHAR(200) NOT NULL,
  position INT NOT NULL DEFAULT 0
);
INSERT INTO tax_class (code, name, position) VALUES ('standard', 'Standard', 0), ('reduced', 'Reduced', 1), ('zero', 'Zero', 2);
-- region: as addresses store it; '': the whole country.  The most specific row of each level applies; several levels add up (or compound).
CREATE TABLE tax_rate (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  region VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  postal_prefix VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  tax_class VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  level SMALLINT NOT NULL DEFAULT 0 COMMENT '0 the country (VAT, GST), 1 the region, 2 below',
  name VARCHAR(100) NOT NULL COMMENT 'VAT, GST, Sales tax',
  rate_e6 INT NOT NULL COMMENT 'millionths: 0.19 is 190000' CHECK (rate_e6 BETWEEN 0 AND 2000000),
  is_compound BOOLEAN NOT NULL DEFAULT FALSE,
  on_shipping BOOLEAN NOT NULL DEFAULT TRUE,
  starts_on DATE NOT NULL DEFAULT '1970-01-01',
  ends_on DATE NULL,
  source VARCHAR(100) NULL COMMENT 'where an imported rate came from',
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE KEY tax_rate_public_id (public_id),
  UNIQUE KEY tax_rate_place (country, region, postal_prefix, tax_class, level, starts_on),
  FOREIGN KEY (tax_class) REFERENCES tax_class (code)
);
