-- The log searched: by day and by who acted, on a million lines as on a hundred.
create index store_txn_at on store_txn (at, id);
create index store_txn_account on store_txn (account, id);
