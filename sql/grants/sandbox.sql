-- The sandbox gateway: another party's books, and nothing of the shop.
GRANT SELECT, INSERT, UPDATE ON sandbox_intent TO @account@;
GRANT SELECT, INSERT, UPDATE ON sandbox_operation TO @account@;
GRANT SELECT, INSERT, UPDATE, DELETE ON sandbox_webhook TO @account@;
