-- What the server tells everybody about itself, kept from Ours. Included by walls.sql.
--
-- The databases of one server share its counters, locks, sizes and clocks: by them one database
-- tells how busy the other is. So whatever in this database may answer differently from one moment
-- to the next is taken from everybody and given to Mine, but for the few things named here. What a
-- newer server or an extension adds is taken with the rest.

SET search_path = pg_catalog, pg_temp;

-- Functions that always give the same for the same tell nothing. Those behind operators, casts,
-- aggregates and types only work on what they are given.
CREATE TEMPORARY TABLE kept_function AS
SELECT oid FROM pg_proc WHERE provolatile = 'i'
UNION SELECT oprcode FROM pg_operator
UNION SELECT castfunc FROM pg_cast
UNION SELECT unnest(ARRAY[aggfnoid, aggtransfn, aggfinalfn, aggcombinefn]) FROM pg_aggregate
UNION SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend]) FROM pg_type
-- What the driver asks when it connects, and what people write in queries. The locks that a
-- program makes up for itself are each database's own.
UNION SELECT oid FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN (
    'array_to_string', 'concat', 'concat_ws', 'current_schema', 'date_part', 'date_trunc',
    'extract', 'format', 'now', 'pg_advisory_xact_lock', 'pg_table_is_visible', 'pg_typeof',
    'timezone', 'to_char', 'to_regtype', 'version'
);

SELECT format(
    'REVOKE EXECUTE ON ROUTINE %1$s FROM PUBLIC; GRANT EXECUTE ON ROUTINE %1$s TO %2$I',
    oid::regprocedure, :'mine'
)
FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted
WHERE granted.grantee = 0 AND oid NOT IN (SELECT oid FROM kept_function) \gexec

SELECT format(
    'REVOKE ALL ON %1$s FROM PUBLIC; GRANT SELECT ON %1$s TO %2$I', oid::regclass, :'mine'
)
FROM pg_class
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND (
    EXISTS (SELECT FROM aclexplode(relacl) AS granted WHERE granted.grantee = 0)
    OR EXISTS (
        SELECT FROM pg_attribute, aclexplode(attacl) AS granted
        WHERE attrelid = pg_class.oid AND granted.grantee = 0
    )
) \gexec

-- Where the driver looks up whether a table or a type is there.
GRANT SELECT (oid, relname, relnamespace, relkind) ON pg_catalog.pg_class TO :"ours";
GRANT SELECT (oid, nspname) ON pg_catalog.pg_namespace TO :"ours";
GRANT SELECT (oid, typname, typarray, typdelim) ON pg_catalog.pg_type TO :"ours";
