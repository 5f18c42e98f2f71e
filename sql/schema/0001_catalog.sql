-- Accounts of modules get what sql/grants/<module>.sql says; this runs as the owner of the schema.
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_as_ci;

-- The catalogue.  Conventions for all tables:
--  * ids are BIGINT, allocated in blocks from id_block (bulk inserts must know them); public ids are random and go out instead.
--  * times are DATETIME(6) UTC; money is BIGINT minor units, currency CHAR(3).
--  * text that shoppers read lives in <table>_text, one row per locale; readers fall back to the shop's default locale.
--  * ascii_bin for codes and slugs, utf8mb4_uca1400_as_ci for words (equal but for case is equal), utf8mb4_nopad_bin for names that
--    files refer to, so that what was imported is exported byte by byte.

CREATE TABLE id_block (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  next BIGINT NOT NULL CHECK (next > 0)
);
INSERT INTO id_block (name, next) VALUES
  ('attribute', 1), ('attribute_option', 1), ('brand', 1), ('category', 1), ('collection', 1), ('media', 1), ('product', 1),
  ('product_option', 1), ('product_option_value', 1), ('product_type', 1), ('tag', 1), ('variant', 1);

-- lib/shop/brand.c
CREATE TABLE brand (
  id BIGINT NOT NULL PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  image VARCHAR(1024) NULL,
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY brand_public_id (public_id),
  UNIQUE KEY brand_slug (slug),
  UNIQUE KEY brand_name (name),
  CHECK (name <> '')
);
CREATE TABLE brand_text (
  brand_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description TEXT NULL,
  seo_title VARCHAR(255) NULL,
  seo_description VARCHAR(500) NULL,
  PRIMARY KEY (brand_id, locale),
  FOREIGN KEY (brand_id) REFERENCES brand (id) ON DELETE CASCADE
);

-- lib/shop/attribute.c: typed attributes; a product type says which ones its products have.
CREATE TABLE attribute (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('text','number','bool','one','many','colour','date') NOT NULL,
  is_facet BOOLEAN NOT NULL DEFAULT FALSE,
  position INT NOT NULL DEFAULT 0,
  UNIQUE KEY attribute_code (code)
);
CREATE TABLE attribute_text (
  attribute_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  unit VARCHAR(24) NULL,
  PRIMARY KEY (attribute_id, locale),
  FOREIGN KEY (attribute_id) REFERENCES attribute (id) ON DELETE CASCADE
);
CREATE TABLE attribute_option (
  id BIGINT NOT NULL PRIMARY KEY,
  attribute_id BIGINT NOT NULL,
  code VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  swatch CHAR(7) CHARACTER SET ascii NULL CHECK (swatch REGEXP '^#[0-9a-f]{6}$'),
  position INT NOT NULL DEFAULT 0,
  UNIQUE KEY attribute_option_code (attribute_id, code),
  FOREIGN KEY (attribute_id) REFERENCES attribute (id) ON DELETE CASCADE
);
CREATE TABLE attribute_option_text (
  option_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(500) NOT NULL,
  PRIMARY KEY (option_id, locale),
  FOREIGN KEY (option_id) REFERENCES attribute_option (id) ON DELETE CASCADE
);
CREATE TABLE product_type (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'in the default locale',
  UNIQUE KEY product_type_code (code),
  UNIQUE KEY product_type_name (name)
);
CREATE TABLE product_type_text (
  product_type_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  PRIMARY KEY (product_type_id, locale),
  FOREIGN KEY (product_type_id) REFERENCES product_type (id) ON DELETE CASCADE
);
CREATE TABLE product_type_attribute (
  product_type_id BIGINT NOT NULL,
  attribute_id BIGINT NOT NULL,
  position INT NOT NULL DEFAULT 0,
  PRIMARY KEY (product_type_id, attribute_id),
  FOREIGN KEY (product_type_id) REFERENCES product_type (id) ON DELETE CASCADE,
  FOREIGN KEY (attribute_id) REFERENCES attribute (id) ON DELETE CASCADE
);

-- lib/shop/category.c: `path` is '/<id>/<id>/' from the root to the row itself, so that a subtree is one range.
CREATE TABLE category (
  id BIGINT NOT NULL PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parent_id BIGINT NULL,
  path VARCHAR(400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL DEFAULT 0,
  is_visible BOOLEAN NOT NULL DEFAULT TRUE,
  image VARCHAR(1024) NULL,
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY category_public_id (public_id),
  UNIQUE KEY category_slug (slug),
  KEY category_path (path),
  FOREIGN KEY (parent_id) REFERENCES category (id),
  CHECK (parent_id IS NULL OR parent_id <> id)
);
CREATE TABLE category_text (
  category_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  description TEXT NULL,
  seo_title VARCHAR(255) NULL,
  seo_description VARCHAR(500) NULL,
  PRIMARY KEY (category_id, locale),
  FOREIGN KEY (category_id) REFERENCES category (id) ON DELETE CASCADE
);

-- lib/shop/product.c: the row itself, its texts, tags, and links to other products
CREATE TABLE product (
  id BIGINT NOT NULL PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  product_type_id BIGINT NULL,
  brand_id BIGINT NULL,
  status ENUM('draft','active','archived') NOT NULL DEFAULT 'draft',
  is_listed BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'on the online store (CSV: Published)',
  published_from DATETIME(6) NULL,
  published_until DATETIME(6) NULL,
  is_gift_card BOOLEAN NOT NULL DEFAULT FALSE,
  taxonomy VARCHAR(500) NULL COMMENT 'product category of the public taxonomy, as imported',
  extra MEDIUMTEXT NULL COMMENT 'JSON array of names and values in turn: columns of imported files that Mercer keeps but does not use',
  version INT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY product_public_id (public_id),
  UNIQUE KEY product_slug (slug),
  KEY product_updated (updated_at, id),
  KEY product_published_from (published_from),
  KEY product_published_until (published_until),
  FOREIGN KEY (product_type_id) REFERENCES product_type (id),
  FOREIGN KEY (brand_id) REFERENCES brand (id),
  CHECK (published_until IS NULL OR published_from IS NULL OR published_until > published_from),
  CHECK (extra IS NULL OR JSON_VALID(extra))
);

-- lib/shop/media.c
CREATE TABLE media (
  id BIGINT NOT NULL PRIMARY KEY,
  product_id BIGINT NOT NULL,
  position INT NOT NULL,
  kind ENUM('image','video','model') NOT NULL DEFAULT 'image',
  file VARCHAR(1024) NOT NULL,
  width INT NULL CHECK (width > 0),
  height INT NULL CHECK (height > 0),
  KEY media_position (product_id, position),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE
);
CREATE TABLE media_text (
  media_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  alt VARCHAR(512) NOT NULL,
  PRIMARY KEY (media_id, locale),
  FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE CASCADE
);
CREATE TABLE product_text (
  product_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title VARCHAR(500) NOT NULL,
  description MEDIUMTEXT NULL COMMENT 'sanitized HTML',
  seo_title VARCHAR(500) NULL,
  seo_description VARCHAR(1000) NULL,
  PRIMARY KEY (product_id, locale),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE
);
CREATE TABLE product_attribute (
  product_id BIGINT NOT NULL,
  attribute_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'of a text; empty: every locale',
  position SMALLINT NOT NULL DEFAULT 0 COMMENT 'many and lists',
  option_id BIGINT NULL,
  number_e6 BIGINT NULL COMMENT 'millionths',
  bool_value BOOLEAN NULL,
  date_value DATE NULL,
  text_value TEXT NULL,
  PRIMARY KEY (product_id, attribute_id, locale, position),
  KEY product_attribute_option (option_id),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE,
  FOREIGN KEY (attribute_id) REFERENCES attribute (id),
  FOREIGN KEY (option_id) REFERENCES attribute_option (id),
  CHECK ((option_id IS NOT NULL) + (number_e6 IS NOT NULL) + (bool_value IS NOT NULL) + (date_value IS NOT NULL)
    + (text_value IS NOT NULL) = 1)
);
CREATE TABLE product_option (
  id BIGINT NOT NULL PRIMARY KEY,
  product_id BIGINT NOT NULL,
  position SMALLINT NOT NULL,
  name VARCHAR(255) NOT NULL COMMENT 'in the default locale',
  code VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'slug of name: Colour here is Colour there',
  linked_to VARCHAR(255) NULL COMMENT 'CSV: Option1 Linked To',
  KEY product_option_position (product_id, position),
  KEY product_option_code (code),
  KEY product_option_name (name),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE
);
CREATE TABLE product_option_text (
  option_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  PRIMARY KEY (option_id, locale),
  FOREIGN KEY (option_id) REFERENCES product_option (id) ON DELETE CASCADE
);
CREATE TABLE product_option_value (
  id BIGINT NOT NULL PRIMARY KEY,
  option_id BIGINT NOT NULL,
  position SMALLINT NOT NULL,
  name VARCHAR(255) NOT NULL COMMENT 'in the default locale',
  code VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'slug of name, unique in its option',
  swatch CHAR(7) CHARACTER SET ascii NULL CHECK (swatch REGEXP '^#[0-9a-f]{6}$'),
  KEY product_option_value_position (option_id, position),
  KEY product_option_value_code (code),
  KEY product_option_value_name (name),
  FOREIGN KEY (option_id) REFERENCES product_option (id) ON DELETE CASCADE
);
CREATE TABLE product_option_value_text (
  value_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  PRIMARY KEY (value_id, locale),
  FOREIGN KEY (value_id) REFERENCES product_option_value (id) ON DELETE CASCADE
);
CREATE TABLE variant (
  id BIGINT NOT NULL PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  product_id BIGINT NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  sku VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  barcode VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  weight_grams INT NULL CHECK (weight_grams >= 0),
  weight_unit VARCHAR(4) NULL COMMENT 'for display: g kg oz lb',
  unit_measure_e3 BIGINT NULL COMMENT 'content of the package, thousandths of unit_measure_unit' CHECK (unit_measure_e3 > 0),
  unit_measure_unit VARCHAR(8) NULL,
  unit_base_e3 BIGINT NULL COMMENT 'what the unit price speaks of' CHECK (unit_base_e3 > 0),
  unit_base_unit VARCHAR(8) NULL,
  requires_shipping BOOLEAN NOT NULL DEFAULT TRUE,
  is_taxable BOOLEAN NOT NULL DEFAULT TRUE,
  tax_code VARCHAR(64) NULL,
  inventory_tracker VARCHAR(64) NULL,
  inventory_policy ENUM('deny','continue') NOT NULL DEFAULT 'deny',
  fulfilment_service VARCHAR(64) NULL,
  media_id BIGINT NULL,
  UNIQUE KEY variant_public_id (public_id),
  KEY variant_position (product_id, position),
  KEY variant_sku (sku),
  KEY variant_barcode (barcode),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE,
  FOREIGN KEY (media_id) REFERENCES media (id) ON DELETE SET NULL
);
CREATE TABLE variant_option_value (
  variant_id BIGINT NOT NULL,
  option_id BIGINT NOT NULL,
  value_id BIGINT NOT NULL,
  PRIMARY KEY (variant_id, option_id),
  KEY variant_option_value_value (value_id),
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE,
  FOREIGN KEY (option_id) REFERENCES product_option (id) ON DELETE CASCADE,
  FOREIGN KEY (value_id) REFERENCES product_option_value (id) ON DELETE CASCADE
);
-- lib/shop/price.c
CREATE TABLE price (
  variant_id BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL CHECK (amount >= 0),
  compare_at BIGINT NULL CHECK (compare_at >= 0),
  cost BIGINT NULL CHECK (cost >= 0),
  PRIMARY KEY (variant_id, currency),
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE
);
-- lib/shop/stock.c: until inventory brings warehouses, one figure per variant.
CREATE TABLE stock (
  variant_id BIGINT NOT NULL PRIMARY KEY,
  available INT NOT NULL,
  FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE CASCADE
);
CREATE TABLE tag (
  id BIGINT NOT NULL PRIMARY KEY,
  name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  UNIQUE KEY tag_name (name)
);
CREATE TABLE product_tag (
  product_id BIGINT NOT NULL,
  tag_id BIGINT NOT NULL,
  position SMALLINT NOT NULL DEFAULT 0,
  PRIMARY KEY (product_id, tag_id),
  KEY product_tag_tag (tag_id),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE,
  FOREIGN KEY (tag_id) REFERENCES tag (id) ON DELETE CASCADE
);
CREATE TABLE category_product (
  category_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  position INT NULL COMMENT 'place in the category; NULL: after those that have one',
  place SMALLINT NOT NULL DEFAULT 0 COMMENT 'of the product: 0 is its main category',
  PRIMARY KEY (category_id, product_id),
  KEY category_product_product (product_id),
  FOREIGN KEY (category_id) REFERENCES category (id) ON DELETE CASCADE,
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE
);
CREATE TABLE product_related (
  product_id BIGINT NOT NULL,
  related_id BIGINT NOT NULL,
  kind ENUM('related','upsell','accessory') NOT NULL DEFAULT 'related',
  position SMALLINT NOT NULL DEFAULT 0,
  PRIMARY KEY (product_id, kind, related_id),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE,
  FOREIGN KEY (related_id) REFERENCES product (id) ON DELETE CASCADE
);

-- lib/shop/collection.c: rule-based ones are evaluated when a product is indexed.
CREATE TABLE collection (
  id BIGINT NOT NULL PRIMARY KEY,
  public_id CHAR(28) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('manual','rule') NOT NULL,
  rule TEXT NULL,
  sort ENUM('manual','newest','price_asc','price_desc','title') NOT NULL DEFAULT 'manual',
  position INT NOT NULL DEFAULT 0,
  is_visible BOOLEAN NOT NULL DEFAULT TRUE,
  image VARCHAR(1024) NULL,
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  UNIQUE KEY collection_public_id (public_id),
  UNIQUE KEY collection_slug (slug),
  CHECK ((kind = 'rule') = (rule IS NOT NULL)),
  CHECK (rule IS NULL OR JSON_VALID(rule))
);
CREATE TABLE collection_text (
  collection_id BIGINT NOT NULL,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  description TEXT NULL,
  seo_title VARCHAR(255) NULL,
  seo_description VARCHAR(500) NULL,
  PRIMARY KEY (collection_id, locale),
  FOREIGN KEY (collection_id) REFERENCES collection (id) ON DELETE CASCADE
);
CREATE TABLE collection_product (
  collection_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  position INT NOT NULL DEFAULT 0,
  PRIMARY KEY (collection_id, product_id),
  KEY collection_product_product (product_id),
  FOREIGN KEY (collection_id) REFERENCES collection (id) ON DELETE CASCADE,
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE
);

-- lib/shop/slug.c: addresses that once led to a thing; they redirect for good.  A new thing may take an old slug over.
CREATE TABLE slug_history (
  kind ENUM('product','category','collection','brand') NOT NULL,
  slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (kind, slug),
  KEY slug_history_object (kind, object_id)
);

-- lib/shop/catalog_index.c
CREATE TABLE search_synonym (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  locale VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  words VARCHAR(1000) NOT NULL COMMENT 'comma separated, each stands for all others'
);
-- What the indexer must look at again; written in the transaction of the change.  0 = everything.
CREATE TABLE index_queue (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  product_id BIGINT NOT NULL COMMENT '0 everything, -1 categories, brands or collections',
  slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'an address whose cached pages must go: before a rename or removal',
  queued_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY index_queue_product (product_id)
);
-- lib/shop/import.c
CREATE TABLE import_job (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(32) NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  fingerprint CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'SHA-256 of size, first and last MiB, and the options',
  status ENUM('running','done','failed') NOT NULL DEFAULT 'running',
  offset_bytes BIGINT NOT NULL DEFAULT 0 COMMENT 'everything before it is in the shop',
  line BIGINT NOT NULL DEFAULT 1,
  created INT NOT NULL DEFAULT 0,
  updated INT NOT NULL DEFAULT 0,
  unchanged INT NOT NULL DEFAULT 0,
  failed INT NOT NULL DEFAULT 0,
  started_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  KEY import_job_fingerprint (fingerprint, status)
);
