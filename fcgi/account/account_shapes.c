/* account_shapes.c - the shapes of account_view.h, and the templates that are compiled against them. */
#include "fcgi/account/account.h"

static const struct shape_field address_fields[] = {
	SHAPE_STR(struct address_view, id, 0, 40),
	SHAPE_STR(struct address_view, name, 0, 200),
	SHAPE_LIST(struct address_view, lines, NULL, 20),
	SHAPE_STR(struct address_view, edit_url, 0, 200),
	SHAPE_STR(struct address_view, remove_url, 0, 200),
	SHAPE_BOOL(struct address_view, is_delivery),
	SHAPE_BOOL(struct address_view, is_billing),
};
static const struct shape address_shape_ = SHAPE(struct address_view, address_fields, "An address.");

static const struct shape_field session_fields[] = {
	SHAPE_STR(struct session_view, id, 0, 40),
	SHAPE_STR(struct session_view, device, 0, 200),
	SHAPE_STR(struct session_view, place, 0, 100),
	SHAPE_STR(struct session_view, since, 0, 100),
	SHAPE_I64(struct session_view, days, 0, INT64_MAX),
	SHAPE_I64(struct session_view, hours, 0, 23),
	SHAPE_I64(struct session_view, minutes, 0, 59),
	SHAPE_BOOL(struct session_view, now),
	SHAPE_BOOL(struct session_view, current),
};
static const struct shape session_shape_ = SHAPE(struct session_view, session_fields, "A session.");

static const struct shape_field consent_fields[] = {
	SHAPE_STR(struct consent_view, purpose, 0, 40),
	SHAPE_STR(struct consent_view, title, 0, 200),
	SHAPE_STR(struct consent_view, text, 0, 1000),
	SHAPE_STR(struct consent_view, state, 0, 200),
	SHAPE_BOOL(struct consent_view, is_granted),
};
static const struct shape consent_shape_ = SHAPE(struct consent_view, consent_fields, "A consent.");

static const struct shape_field event_fields[] = {
	SHAPE_STR(struct consent_event_view, title, 0, 200),
	SHAPE_STR(struct consent_event_view, what, 0, 100),
	SHAPE_STR(struct consent_event_view, when, 0, 100),
	SHAPE_STR(struct consent_event_view, source, 0, 100),
	SHAPE_I32(struct consent_event_view, text_version, 0, INT32_MAX),
};
static const struct shape event_shape =
    SHAPE(struct consent_event_view, event_fields, "A line of the history of consents.");

static const struct shape_field topic_fields[] = {
	SHAPE_STR(struct topic_view, title, 0, 200),
	SHAPE_STR(struct topic_view, text, 0, 1000),
	SHAPE_LIST(struct topic_view, channels, &field_view_shape, 10),
};
static const struct shape topic_shape = SHAPE(struct topic_view, topic_fields, "A topic of notices.");

static const struct shape_field request_fields[] = {
	SHAPE_STR(struct request_view, id, 0, 40),
	SHAPE_STR(struct request_view, kind, 0, 100),
	SHAPE_STR(struct request_view, state, 0, 200),
	SHAPE_STR(struct request_view, message, 0, 1000),
	SHAPE_STR(struct request_view, when, 0, 100),
	SHAPE_STR(struct request_view, due, 0, 100),
	SHAPE_STR(struct request_view, url, 0, 500),
	SHAPE_STR(struct request_view, until, 0, 100),
	SHAPE_BOOL(struct request_view, may_revoke),
};
static const struct shape request_shape = SHAPE(struct request_view, request_fields, "A request about one's data.");

static const struct shape_field passkey_fields[] = {
	SHAPE_STR(struct passkey_login_view, action, 0, 200),
	SHAPE_STR(struct passkey_login_view, options, 0, 200),
	SHAPE_STR(struct passkey_login_view, csrf, 0, 200),
	SHAPE_STR(struct passkey_login_view, back, 0, 2000),
};
static const struct shape passkey_login_shape =
    SHAPE(struct passkey_login_view, passkey_fields, "Logging in with a passkey.");

static const struct shape_field account_fields[] = {
	SHAPE_STRUCT(struct account_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct account_view, heading, 0, 200),
	SHAPE_STR(struct account_view, lead, 0, 500),
	SHAPE_STR(struct account_view, notice, 0, 500),
	SHAPE_STRUCT(struct account_view, form, struct form_view, &form_view_shape),
	SHAPE_LIST(struct account_view, links, &link_view_shape, 20),
	SHAPE_STR(struct account_view, puzzle, 0, 500),
	SHAPE_STRUCT(struct account_view, passkey, struct passkey_login_view, &passkey_login_shape),
	SHAPE_LIST(struct account_view, providers, &link_view_shape, 20),
	SHAPE_BOOL(struct account_view, has_providers),
	SHAPE_LIST(struct account_view, hints, NULL, 20),
	SHAPE_STR(struct account_view, name, 0, 200),
	SHAPE_STR(struct account_view, email, 0, 254),
	SHAPE_STR(struct account_view, member_since, 0, 100),
	SHAPE_STR(struct account_view, password_since, 0, 100),
	SHAPE_BOOL(struct account_view, has_password),
	SHAPE_BOOL(struct account_view, has_second_step),
	SHAPE_BOOL(struct account_view, has_newsletter),
	SHAPE_STRUCT(struct account_view, delivery, struct address_view, &address_shape_),
	SHAPE_LIST(struct account_view, addresses, &address_shape_, 100),
	SHAPE_BOOL(struct account_view, is_full),
	SHAPE_STR(struct account_view, address_path, 0, 200),
	SHAPE_LIST(struct account_view, sessions, &session_shape_, 1000),
	SHAPE_BOOL(struct account_view, has_others),
	SHAPE_LIST(struct account_view, consents, &consent_shape_, 100),
	SHAPE_LIST(struct account_view, history, &event_shape, 1000),
	SHAPE_BOOL(struct account_view, has_history),
	SHAPE_LIST(struct account_view, topics, &topic_shape, 100),
	SHAPE_LIST(struct account_view, requests, &request_shape, 100),
	SHAPE_BOOL(struct account_view, has_requests),
	SHAPE_BOOL(struct account_view, may_export),
	SHAPE_BOOL(struct account_view, may_erase),
};
const struct shape account_view_shape = SHAPE(struct account_view, account_fields, "A page of the account.");

static const struct shape_field args_fields[] = {
	SHAPE_STR(struct account_args, done, 0, 40, .doc = "which sentence to show"),
	SHAPE_STR(struct account_args, back, 0, 2000, .doc = "path to go to after logging in"),
	SHAPE_STR(struct account_args, t, 0, 200, .flags = SHAPE_SECRET, .doc = "token of a link"),
	SHAPE_STR(struct account_args, country, 0, 2, .doc = "country of the address form"),
};
const struct shape account_args_shape = SHAPE(struct account_args, args_fields, "What an address of the account says.");

FACTOR_VIEW_SHAPE(factor_shape, &page_view_shape);

const struct tmpl_def account_templates[T__MAX] = {
	FRAME_TEMPLATES,
	[T_DOOR] = { "account/door", &account_view_shape },
	[T_LOGIN] = { "account/login", &account_view_shape },
	[T_OVERVIEW] = { "account/overview", &account_view_shape },
	[T_FORM] = { "account/form", &account_view_shape },
	[T_ADDRESSES] = { "account/addresses", &account_view_shape },
	[T_ADDRESS] = { "account/address", &account_view_shape },
	[T_ADDRESS_FIELDS] = { "account/address_fragment", &account_view_shape },
	[T_NOTIFICATIONS] = { "account/notifications", &account_view_shape },
	[T_CONSENTS] = { "account/consents", &account_view_shape },
	[T_SESSIONS] = { "account/sessions", &account_view_shape },
	[T_PRIVACY] = { "account/privacy", &account_view_shape },
	[T_IDENTITIES] = { "account/identities", &identities_view_shape },
	[T_APPS] = { "account/apps", &apps_view_shape },
	[T_CONTINUE] = { "account/continue", &identities_view_shape },
	FACTOR_TEMPLATES(T_FACTOR, shop, &factor_shape),
};
