-- Shipments and tracking.
GRANT @pool@ TO @account@;
GRANT @reserve@ TO @account@;
GRANT @orders@ TO @account@;
GRANT SELECT, UPDATE (shipped, delivered) ON sales_order_line TO @account@;
GRANT SELECT ON shipping_method TO @account@;
GRANT SELECT ON shipping_method_text TO @account@;
GRANT SELECT ON shipping_rate TO @account@;
GRANT SELECT ON shipping_zone_place TO @account@;
GRANT SELECT ON carrier TO @account@;
GRANT SELECT, INSERT, UPDATE ON shipment TO @account@;
GRANT SELECT, INSERT ON shipment_event TO @account@;
GRANT SELECT, INSERT, UPDATE (quantity), DELETE ON shipment_line TO @account@;
GRANT SELECT ON sales_order TO @account@;
