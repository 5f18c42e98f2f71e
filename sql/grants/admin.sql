-- What a clerk's pages may do.  The audit log: append and read, nothing else.
GRANT SELECT, UPDATE (last_id, hash) ON audit_head TO @account@;
GRANT SELECT, INSERT ON audit_log TO @account@;
GRANT SELECT, INSERT ON audit_person TO @account@;
GRANT SELECT, INSERT (public_id, type, object, payload) ON outbox TO @account@;
-- All columns that INSERT ... SELECT ... ON DUPLICATE KEY names: MariaDB asks for UPDATE of each, though only next_at is set (to itself).
GRANT SELECT, INSERT (subscriber, object, next_at), UPDATE (subscriber, object, next_at) ON outbox_lane TO @account@;
GRANT SELECT, UPDATE (state, attempts, error, done_at) ON outbox_task TO @account@;
GRANT SELECT ON account TO @account@;
GRANT SELECT, INSERT, DELETE ON account_role TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON role TO @account@;
GRANT SELECT, INSERT, DELETE ON role_permission TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_address TO @account@;
GRANT SELECT, INSERT ON consent TO @account@;
GRANT SELECT, INSERT, UPDATE ON privacy_request TO @account@;
GRANT SELECT (version), UPDATE (version) ON account TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at, revoked_at) ON api_key TO @account@;
GRANT SELECT, INSERT, UPDATE ON oauth_client TO @account@;
GRANT SELECT, INSERT, DELETE ON oauth_client_scope TO @account@;
GRANT SELECT, INSERT, DELETE ON oauth_redirect TO @account@;
GRANT SELECT, UPDATE (revoked_at, revoked_why) ON oauth_grant TO @account@;
GRANT SELECT (jti) ON oauth_revoked TO @account@;
GRANT SELECT (kid, algorithm, state, public_jwk, created_at, state_since) ON signing_key TO @account@;
-- Login, links, invitations, state.
GRANT SELECT, INSERT (public_id, realm, kind, state, email, email_key, given_name, family_name, locale), UPDATE (state, email, email_key, email_confirmed_at, password_hash, password_changed_at, given_name, family_name, phone, birthday, locale, version, session_epoch, last_login_at, disabled_at) ON account TO @account@;
GRANT SELECT, INSERT (hash, account_id, purpose, email, password_hash, given_name, family_name, newsletter, expires_at), UPDATE (used_at, password_hash, given_name, family_name) ON account_link TO @account@;
GRANT SELECT, INSERT, UPDATE ON account_place TO @account@;
GRANT SELECT (account_id) ON passkey TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO @account@;
GRANT SELECT (account_id, confirmed_at) ON totp TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_provider TO @account@;
GRANT SELECT, DELETE ON account_identity TO @account@;
GRANT SELECT, UPDATE (state) ON mail TO @account@;
-- Second factors: lib/shop/totp.c, recovery.c, passkey.c.
GRANT SELECT, INSERT, UPDATE (name, sign_count, used_at, is_backed_up), DELETE ON passkey TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at) ON passkey_challenge TO @account@;
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON recovery_code TO @account@;
GRANT SELECT, INSERT, UPDATE (confirmed_at, last_step), DELETE ON totp TO @account@;
-- Stock: what is reserved, and the ledger, which is added to and never changed.
GRANT SELECT, INSERT, UPDATE (on_hand, held, allocated, floor), DELETE ON stock_level TO @account@;
GRANT SELECT, INSERT ON stock_movement TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_reservation TO @account@;
GRANT SELECT, INSERT, UPDATE ON notification_preference TO @account@;
GRANT SELECT, INSERT, UPDATE ON warehouse TO @account@;
GRANT SELECT, INSERT, UPDATE ON stock_rule TO @account@;
GRANT SELECT, INSERT, UPDATE ON stock_transfer TO @account@;
GRANT SELECT, INSERT, UPDATE (received, discrepancy) ON stock_transfer_line TO @account@;
-- Prices: quotes to try them, promotions, coupons, lists, groups, taxes.
GRANT @quote@ TO @account@;
GRANT SELECT ON category TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_group TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON coupon TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_group TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON price_history TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON price_list TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON price_list_price TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON promotion TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON promotion_text TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON promotion_use TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON tax_class TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON tax_rate TO @account@;
GRANT INSERT ON index_queue TO @account@;
GRANT @orders@ TO @account@;
GRANT SELECT, UPDATE (cancelled, shipped, delivered) ON sales_order_line TO @account@;
GRANT @books@ TO @account@;
GRANT SELECT, INSERT, UPDATE (state, closed_at) ON dispute TO @account@;
GRANT SELECT ON payment_webhook TO @account@;
-- Delivery, parcels, orders.
GRANT SELECT, INSERT, UPDATE, DELETE ON calendar TO @account@;
GRANT SELECT, INSERT, UPDATE ON carrier TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON shipping_method TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON shipping_method_text TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON shipping_rate TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON shipping_zone TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON shipping_zone_place TO @account@;
GRANT SELECT, INSERT, UPDATE ON shipment TO @account@;
GRANT SELECT, INSERT ON shipment_event TO @account@;
GRANT SELECT, INSERT, UPDATE (quantity), DELETE ON shipment_line TO @account@;
GRANT SELECT ON sales_order TO @account@;
GRANT SELECT ON invoice TO @account@;
GRANT SELECT ON sales_order_trace TO @account@;
GRANT SELECT ON dispute TO @account@;
GRANT SELECT ON refund TO @account@;
-- The overview: sales by day.
GRANT SELECT ON sales_fact TO @account@;
-- Tries to pay that were stopped.
GRANT SELECT ON payment_block TO @account@;
