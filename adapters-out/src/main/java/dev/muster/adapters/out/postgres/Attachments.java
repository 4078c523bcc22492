package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Reference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what somebody has attached to a table, beyond what the migrations made: views, rules, triggers, policies,
 * grants, publications, comments, options and anything else. Another table in its place would lack that. The query
 * knows what a table of a dataset has by itself (columns, its key, an index and a reference for each field that refers
 * to another dataset). Everything else in the catalogue belongs to somebody.
 */
final class Attachments {
    /**
     * The parameters are the table's name, and what it has by itself: columns, definitions of indexes, definitions of
     * constraints.
     */
    private static final String FIND = """
            WITH t AS (SELECT * FROM pg_class WHERE oid = ?::regclass),
            expected AS (SELECT ?::text[] AS columns, ?::text[] AS indexes, ?::text[] AS constraints),
            keys AS (SELECT c.* FROM pg_constraint c JOIN t ON c.conrelid = t.oid WHERE c.contype IN ('p', 'f', 'n')),
            own (classid, objid) AS (
                SELECT 'pg_class'::regclass, oid FROM t
                UNION ALL SELECT 'pg_type'::regclass, reltype FROM t
                UNION ALL SELECT 'pg_type'::regclass, y.typarray FROM pg_type y JOIN t ON y.oid = t.reltype
                UNION ALL SELECT 'pg_class'::regclass, reltoastrelid FROM t WHERE reltoastrelid <> 0
                UNION ALL SELECT 'pg_class'::regclass, i.indexrelid
                    FROM pg_index i JOIN t ON i.indrelid IN (t.oid, t.reltoastrelid)
                UNION ALL SELECT 'pg_constraint'::regclass, oid FROM keys
                UNION ALL SELECT 'pg_trigger'::regclass, g.oid
                    FROM pg_trigger g JOIN keys ON g.tgconstraint = keys.oid WHERE g.tgisinternal)
            SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid)
                FROM pg_depend d JOIN own ON own.classid = d.refclassid AND own.objid = d.refobjid
                WHERE NOT EXISTS (SELECT FROM own o WHERE o.classid = d.classid AND o.objid = d.objid)
            UNION ALL SELECT 'extension'
                FROM pg_depend d JOIN own ON own.classid = d.classid AND own.objid = d.objid WHERE d.deptype IN ('e', 'x')
            UNION ALL SELECT 'owner' FROM t JOIN pg_roles r ON r.oid = t.relowner WHERE r.rolname <> current_user
            UNION ALL SELECT 'schema' FROM t WHERE NOT has_schema_privilege(t.relnamespace, 'CREATE')
            UNION ALL SELECT 'reference'
                FROM keys WHERE contype = 'f' AND NOT has_table_privilege(confrelid, 'REFERENCES')
            UNION ALL SELECT 'grants' FROM t WHERE relacl IS NOT NULL
            UNION ALL SELECT 'default grants' FROM pg_default_acl a
                JOIN t ON a.defaclrole = t.relowner AND a.defaclnamespace IN (0, t.relnamespace) WHERE a.defaclobjtype = 'r'
            UNION ALL SELECT 'options'
                FROM pg_class c JOIN t ON c.oid IN (t.oid, t.reltoastrelid) WHERE c.reloptions IS NOT NULL
            UNION ALL SELECT 'storage' FROM t
                WHERE relkind <> 'r' OR relpersistence <> 'p' OR reltablespace <> 0 OR reloftype <> 0
                    OR relam <> (SELECT oid FROM pg_am WHERE amname = current_setting('default_table_access_method'))
            UNION ALL SELECT 'row security' FROM t WHERE relrowsecurity OR relforcerowsecurity
            UNION ALL SELECT 'replica identity' FROM t WHERE relreplident <> 'd'
            UNION ALL SELECT 'inheritance' FROM pg_inherits JOIN t ON t.oid IN (inhrelid, inhparent)
            UNION ALL SELECT 'comment'
                FROM pg_description d JOIN own ON own.classid = d.classoid AND own.objid = d.objoid
            UNION ALL SELECT 'security label'
                FROM pg_seclabel l JOIN own ON own.classid = l.classoid AND own.objid = l.objoid
            UNION ALL SELECT 'publication' FROM pg_publication_tables p
                JOIN t ON p.tablename = t.relname AND p.schemaname = t.relnamespace::regnamespace::text
            UNION ALL SELECT 'subscription' FROM pg_subscription_rel JOIN t ON srrelid = t.oid
            UNION ALL SELECT 'logical replication'
                FROM pg_replication_slots WHERE slot_type = 'logical' AND database = current_database()
            UNION ALL SELECT 'column ' || a.attname
                FROM pg_attribute a JOIN t ON a.attrelid = t.oid JOIN pg_type y ON y.oid = a.atttypid CROSS JOIN expected
                WHERE a.attnum > 0 AND NOT a.attisdropped
                    AND (a.attname <> ALL (columns) OR a.attacl IS NOT NULL OR a.attoptions IS NOT NULL
                        OR coalesce(a.attstattarget, -1) <> -1 OR a.attstorage <> y.typstorage OR a.attcompression <> ''
                        OR a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '')
            UNION ALL SELECT 'index ' || c.relname
                FROM pg_index i JOIN t ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid CROSS JOIN expected
                WHERE i.indisclustered OR i.indisreplident OR NOT i.indisvalid OR i.indisunique <> i.indisprimary
                    OR c.reltablespace <> 0 OR split_part(pg_get_indexdef(c.oid), ' USING ', 2) <> ALL (indexes)
                    OR EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = c.oid AND coalesce(a.attstattarget, -1) <> -1)
            UNION ALL SELECT 'number of indexes'
                FROM pg_index i JOIN t ON i.indrelid = t.oid CROSS JOIN expected
                GROUP BY indexes HAVING count(*) <> cardinality(indexes)
            UNION ALL SELECT 'constraint ' || conname
                FROM keys CROSS JOIN expected WHERE contype = 'p' AND pg_get_constraintdef(oid) <> ALL (constraints)
                    OR contype = 'f' AND regexp_replace(pg_get_constraintdef(oid), '\\(\\w+\\)$', '') <> ALL (constraints)
            UNION ALL SELECT 'disabled trigger'
                FROM pg_trigger g JOIN keys ON g.tgconstraint = keys.oid WHERE g.tgenabled <> 'O'""";

    private Attachments() {}

    /** Returns in words what was found; empty if there is nothing. */
    static List<String> of(Connection connection, DatasetTable table) throws SQLException {
        String key = table.key();
        List<Field> referring = table.dataset().fields().stream()
                .filter(field -> field.reference() != null)
                .toList();
        List<String> columns = List.of(table.columns().split(", "));
        List<String> indexes = Stream.concat(
                        Stream.of("btree (%s)".formatted(key)),
                        referring.stream().map(field -> "btree (%s, %s)".formatted(field.name(), key)))
                .toList();
        List<String> constraints = Stream.concat(
                        Stream.of("PRIMARY KEY (%s)".formatted(key)),
                        referring.stream().map(field -> reference(field.name(), field.reference())))
                .toList();
        return Sql.of(FIND)
                .with(table.name())
                .with(PostgresColumnTypes.texts(columns))
                .with(PostgresColumnTypes.texts(indexes))
                .with(PostgresColumnTypes.texts(constraints))
                .list(connection, results -> results.getString(1));
    }

    /** Returns a foreign key as the catalogue writes it, without the column in the other table. */
    private static String reference(String column, @Nullable Reference reference) {
        return "FOREIGN KEY (%s) REFERENCES %s"
                .formatted(column, Objects.requireNonNull(reference).dataset());
    }
}
