-- Parcels planned and changed with their order.
GRANT SELECT, INSERT, UPDATE (weight_grams, state, packed_at, version) ON shipment TO @account@;
GRANT SELECT, INSERT, UPDATE (quantity), DELETE ON shipment_line TO @account@;
GRANT SELECT ON shipment_event TO @account@;
