-- Delivery, to be chosen.
GRANT SELECT ON calendar TO @account@;
GRANT SELECT (id, code, name, tracking_url, working_days, calendar_id) ON carrier TO @account@;
GRANT SELECT ON shipping_method TO @account@;
GRANT SELECT ON shipping_method_text TO @account@;
GRANT SELECT ON shipping_rate TO @account@;
GRANT SELECT ON shipping_zone_place TO @account@;
