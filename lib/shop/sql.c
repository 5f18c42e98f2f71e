/* sql.c - the list of all modules.  A new file with queries is a new line here. */
#include "lib/shop/sql.h"
#include "lib/shop/account.h"
#include "lib/shop/address.h"
#include "lib/shop/api_key.h"
#include "lib/shop/attribute.h"
#include "lib/shop/audit.h"
#include "lib/shop/audit_read.h"
#include "lib/shop/bearer.h"
#include "lib/shop/brand.h"
#include "lib/shop/cart.h"
#include "lib/shop/catalog.h"
#include "lib/shop/category.h"
#include "lib/shop/checkout.h"
#include "lib/shop/clerk.h"
#include "lib/shop/collection.h"
#include "lib/shop/consent.h"
#include "lib/shop/dispute.h"
#include "lib/shop/customer_group.h"
#include "lib/shop/factor.h"
#include "lib/shop/idempotency.h"
#include "lib/shop/import.h"
#include "lib/shop/index_parts.h"
#include "lib/shop/invoice.h"
#include "lib/shop/job.h"
#include "lib/shop/ledger.h"
#include "lib/shop/mail.h"
#include "lib/shop/oauth_token.h"
#include "lib/shop/oidc.h"
#include "lib/shop/order.h"
#include "lib/shop/order_credit.h"
#include "lib/shop/order_verify.h"
#include "lib/shop/order_desk.h"
#include "lib/shop/outbox.h"
#include "lib/shop/outbox_read.h"
#include "lib/shop/outbox_work.h"
#include "lib/shop/passkey.h"
#include "lib/shop/payment_guard.h"
#include "lib/shop/payment_review.h"
#include "lib/shop/preference.h"
#include "lib/shop/privacy_parts.h"
#include "lib/shop/product_parts.h"
#include "lib/shop/price_list_parts.h"
#include "lib/shop/promotion.h"
#include "lib/shop/promotion_parts.h"
#include "lib/shop/net_buyer.h"
#include "lib/shop/public_price.h"
#include "lib/shop/quote.h"
#include "lib/shop/recovery.h"
#include "lib/shop/refund.h"
#include "lib/shop/retention.h"
#include "lib/shop/role.h"
#include "lib/shop/sandbox.h"
#include "lib/shop/sales_fact.h"
#include "lib/shop/sales_report.h"
#include "lib/shop/session.h"
#include "lib/shop/shipment.h"
#include "lib/shop/shipping_calendar.h"
#include "lib/shop/shipping_setup.h"
#include "lib/shop/signing_key.h"
#include "lib/shop/slug.h"
#include "lib/shop/stock_history.h"
#include "lib/shop/stock_import.h"
#include "lib/shop/stock_notice.h"
#include "lib/shop/stock_publish.h"
#include "lib/shop/stock_reservation.h"
#include "lib/shop/stock_spread.h"
#include "lib/shop/stock_transfer.h"
#include "lib/shop/stock_verify.h"
#include "lib/shop/tax.h"
#include "lib/shop/tax_store.h"
#include "lib/shop/throttle.h"
#include "lib/shop/totp.h"
#include "lib/shop/warehouse.h"

const struct shop_account_name shop_accounts[] = { { RUN_CATALOG, "catalog" }, { RUN_ACCOUNT, "account" },
	{ RUN_OAUTH, "oauth" }, { RUN_ADMIN, "admin" }, { RUN_WORKER, "worker" }, { RUN_CART, "cart" },
	{ RUN_ORDER, "order" }, { RUN_PAYMENT, "payment" }, { RUN_INVENTORY, "inventory" },
	{ RUN_SHIPPING, "shipping" }, { RUN_SANDBOX, "sandbox" } };
const size_t shop_account_count = COUNT(shop_accounts);

const struct shop_module shop_modules[] = {
	{ &address_read_sql, RUN_ACCOUNT | RUN_ADMIN | RUN_ORDER },
	{ &address_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &api_key_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &account_sql, RUN_ACCOUNT | RUN_OAUTH | RUN_ADMIN | RUN_WORKER },
	{ &account_email_sql, RUN_ACCOUNT },
	{ &account_link_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &account_list_sql, RUN_ADMIN },
	{ &account_login_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &account_profile_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &account_state_sql, RUN_ADMIN },
	{ &account_write_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &attribute_sql, 0 },
	{ &attribute_value_sql, 0 },
	{ &audit_sql, RUN_ACCOUNT | RUN_OAUTH | RUN_ADMIN | RUN_WORKER | RUN_SALES },
	{ &audit_forget_sql, RUN_WORKER },
	{ &audit_read_sql, RUN_ADMIN },
	{ &audit_verify_sql, 0 },
	{ &bearer_sql, RUN_ACCOUNT | RUN_OAUTH | RUN_ADMIN | RUN_SALES },
	{ &brand_sql, 0 },
	{ &cart_sql, RUN_CART | RUN_ORDER | RUN_ACCOUNT },
	{ &cart_change_sql, RUN_CART },
	{ &cart_coupon_sql, RUN_CART },
	{ &cart_merge_sql, RUN_CART | RUN_ACCOUNT },
	{ &cart_share_sql, RUN_CART },
	{ &cart_unite_sql, RUN_CART | RUN_ACCOUNT },
	{ &carrier_sql, RUN_ADMIN | RUN_SHIPPING },
	{ &carrier_put_sql, RUN_ADMIN },
	{ &catalog_sql, RUN_CATALOG },
	{ &catalog_product_sql, RUN_CATALOG },
	{ &category_sql, 0 },
	{ &category_path_sql, 0 },
	{ &checkout_sql, RUN_ORDER },
	{ &checkout_take_sql, RUN_ACCOUNT | RUN_CART },
	{ &clerk_sql, RUN_ADMIN },
	{ &clerk_factor_sql, RUN_ADMIN },
	{ &collection_sql, 0 },
	{ &consent_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &dispute_sql, RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &dispute_settle_sql, RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &dispute_write_sql, RUN_ADMIN },
	{ &coupon_sql, RUN_ADMIN },
	{ &customer_group_sql, RUN_ADMIN },
	{ &export_sql, 0 },
	{ &idempotency_sql, RUN_ACCOUNT | RUN_ADMIN | RUN_SALES },
	{ &factor_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &idempotency_sweep_sql, RUN_WORKER },
	{ &import_sql, 0 },
	{ &index_context_sql, 0 },
	{ &index_load_sql, 0 },
	{ &index_queue_sql, 0 },
	{ &ledger_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &ledger_read_sql, RUN_ADMIN },
	{ &ledger_verify_sql, 0 },
	{ &mail_list_sql, RUN_ADMIN },
	{ &mail_work_sql, RUN_WORKER },
	{ &media_sql, 0 },
	{ &nav_sql, RUN_CATALOG | RUN_ACCOUNT | RUN_OAUTH | RUN_SALES },
	{ &oauth_client_sql, RUN_OAUTH | RUN_ADMIN },
	{ &oauth_client_secret_sql, RUN_OAUTH },
	{ &oauth_client_write_sql, RUN_ADMIN },
	{ &oauth_grant_sql, RUN_ACCOUNT | RUN_OAUTH | RUN_ADMIN },
	{ &oauth_grant_give_sql, RUN_OAUTH },
	{ &oauth_token_sql, RUN_OAUTH },
	{ &oauth_token_state_sql, RUN_OAUTH },
	{ &oidc_sql, RUN_ACCOUNT },
	{ &option_sql, 0 },
	{ &invoice_sql, RUN_ORDER | RUN_ADMIN | RUN_WORKER },
	{ &invoice_write_sql, RUN_WORKER },
	{ &job_sql, RUN_WORKER },
	{ &sales_fact_sql, RUN_WORKER },
	{ &sales_report_sql, RUN_ADMIN },
	{ &order_credit_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &order_credit_write_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &order_change_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &order_expire_sql, RUN_ORDER | RUN_ADMIN | RUN_WORKER },
	{ &order_join_sql, RUN_WORKER },
	{ &order_insert_sql, RUN_ORDER },
	{ &order_place_sql, RUN_ORDER },
	{ &order_verify_sql, 0 },
	{ &order_finish_sql, RUN_ORDER | RUN_PAYMENT | RUN_SHIPPING | RUN_ADMIN | RUN_WORKER },
	{ &order_shipped_sql, RUN_SHIPPING | RUN_ADMIN },
	{ &order_sql, RUN_ORDER | RUN_PAYMENT | RUN_SHIPPING | RUN_ADMIN | RUN_WORKER },
	{ &order_desk_sql, RUN_ADMIN },
	{ &outbox_sql, RUN_ACCOUNT | RUN_OAUTH | RUN_ADMIN | RUN_WORKER | RUN_SALES },
	{ &outbox_batch_sql, RUN_WORKER },
	{ &outbox_fan_sql, RUN_WORKER },
	{ &outbox_feed_sql, RUN_ADMIN },
	{ &outbox_read_sql, RUN_ADMIN | RUN_WORKER },
	{ &outbox_retry_sql, RUN_ADMIN },
	{ &outbox_work_sql, RUN_WORKER },
	{ &payment_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &payment_capture_sql, RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &payment_reconcile_sql, RUN_WORKER },
	{ &payment_review_sql, RUN_ADMIN },
	{ &payment_blocks_sql, RUN_ADMIN | RUN_WORKER },
	{ &payment_guard_sql, RUN_PAYMENT },
	{ &payment_refused_sql, RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &payment_settle_sql, RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &payment_webhook_sql, RUN_PAYMENT },
	{ &payment_start_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &preference_sql, RUN_ACCOUNT },
	{ &passkey_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &price_sql, 0 },
	{ &price_list_sql, RUN_ADMIN },
	{ &price_list_csv_sql, RUN_ADMIN },
	{ &privacy_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &privacy_erase_sql, RUN_WORKER },
	{ &privacy_export_sql, RUN_WORKER },
	{ &privacy_run_sql, RUN_WORKER },
	{ &product_sql, 0 },
	{ &product_load_sql, 0 },
	{ &product_store_sql, 0 },
	{ &promotion_sql, RUN_CART | RUN_ORDER | RUN_WORKER | RUN_ADMIN },
	{ &promotion_names_sql, RUN_ADMIN },
	{ &promotion_queue_sql, RUN_ADMIN },
	{ &promotion_store_sql, RUN_ADMIN },
	{ &promotion_use_sql, RUN_ORDER | RUN_PAYMENT | RUN_WORKER | RUN_ADMIN },
	{ &net_buyer_sql, RUN_ACCOUNT },
	{ &public_price_sql, 0 },
	{ &quote_sql, RUN_CART | RUN_ORDER | RUN_ADMIN },
	{ &recovery_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &sandbox_sql, RUN_SANDBOX },
	{ &sandbox_due_sql, RUN_SANDBOX },
	{ &session_sql, RUN_ACCOUNT | RUN_OAUTH | RUN_ADMIN | RUN_SALES },
	{ &provider_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &provider_put_sql, RUN_ADMIN },
	{ &refund_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &refund_send_sql, RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &refund_grant_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &retention_sql, RUN_WORKER },
	{ &signing_key_sql, RUN_ACCOUNT | RUN_OAUTH | RUN_ADMIN | RUN_SALES },
	{ &signing_key_sign_sql, RUN_OAUTH },
	{ &signing_key_write_sql, 0 },
	{ &role_sql, RUN_ADMIN },
	{ &role_assign_sql, RUN_ADMIN },
	{ &sellable_sql, RUN_CART | RUN_ORDER | RUN_ADMIN },
	{ &session_sweep_sql, RUN_WORKER },
	{ &shipment_sql, RUN_ORDER | RUN_PAYMENT | RUN_SHIPPING | RUN_ADMIN | RUN_WORKER },
	{ &shipment_change_sql, RUN_SHIPPING | RUN_ADMIN },
	{ &shipment_cut_sql, RUN_ORDER | RUN_ADMIN | RUN_PAYMENT | RUN_WORKER },
	{ &shipment_plan_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &shipment_track_sql, RUN_SHIPPING | RUN_ADMIN },
	{ &shipping_calendar_sql, RUN_ADMIN | RUN_INVENTORY },
	{ &shipping_calendar_put_sql, RUN_ADMIN },
	{ &shipping_sql, RUN_CART | RUN_ORDER | RUN_PAYMENT | RUN_SHIPPING | RUN_ADMIN | RUN_WORKER },
	{ &shipping_method_sql, RUN_ADMIN },
	{ &shipping_zone_sql, RUN_ADMIN },
	{ &slug_sql, 0 },
	{ &stock_free_sql, RUN_CART | RUN_ORDER },
	{ &stock_history_sql, RUN_INVENTORY | RUN_ADMIN },
	{ &stock_hold_sql, RUN_ORDER | RUN_PAYMENT | RUN_ADMIN | RUN_WORKER },
	{ &stock_import_sql, 0 },
	{ &stock_ledger_sql, RUN_ORDER | RUN_PAYMENT | RUN_SHIPPING | RUN_INVENTORY | RUN_ADMIN | RUN_WORKER },
	{ &stock_level_sql, RUN_INVENTORY | RUN_ADMIN },
	{ &stock_open_sql, RUN_INVENTORY | RUN_ADMIN },
	{ &stock_notice_sql, RUN_WORKER },
	{ &stock_wants_sql, RUN_ADMIN },
	{ &stock_publish_sql, RUN_WORKER },
	{ &stock_reservation_sql, RUN_ORDER | RUN_PAYMENT | RUN_SHIPPING | RUN_INVENTORY | RUN_ADMIN | RUN_WORKER },
	{ &stock_rule_sql, RUN_INVENTORY | RUN_ADMIN },
	{ &stock_spread_sql, RUN_ADMIN },
	{ &stock_transfer_sql, RUN_INVENTORY | RUN_ADMIN },
	{ &stock_verify_sql, 0 },
	{ &synonym_sql, 0 },
	{ &tag_sql, 0 },
	{ &tax_sql, RUN_CATALOG | RUN_CART | RUN_ORDER | RUN_ADMIN },
	{ &tax_store_sql, RUN_ADMIN },
	{ &throttle_sql, RUN_ACCOUNT | RUN_ADMIN | RUN_CART | RUN_OAUTH | RUN_ORDER | RUN_PAYMENT | RUN_WORKER },
	{ &totp_sql, RUN_ACCOUNT | RUN_ADMIN },
	{ &throttle_sweep_sql, RUN_WORKER },
	{ &variant_sql, 0 },
	{ &warehouse_sql, RUN_INVENTORY | RUN_ADMIN | RUN_SHIPPING | RUN_ORDER },
	{ &warehouse_write_sql, RUN_INVENTORY | RUN_ADMIN },
};
const size_t shop_module_count = COUNT(shop_modules);
