package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.Failures;
import dev.muster.application.port.PortException.Kind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what SQLite's failures mean. The codes come from https://sqlite.org/rescode.html. */
final class SqliteFailures implements Failures {
    @Override
    public Kind kindOf(SQLException failure) {
        SQLiteErrorCode code = codeOf(failure);
        if (code == null) {
            // This comes from the pool or the driver: there was no connection, or it is closed.
            return Kind.UNAVAILABLE;
        }
        return switch (code) {
            case SQLITE_CONSTRAINT,
                    SQLITE_CONSTRAINT_UNIQUE,
                    SQLITE_CONSTRAINT_PRIMARYKEY,
                    SQLITE_CONSTRAINT_ROWID,
                    SQLITE_CONSTRAINT_FOREIGNKEY -> Kind.CONFLICT;
            case SQLITE_CONSTRAINT_TRIGGER -> Kind.DENIED;
            case SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_DATA -> Kind.CORRUPT;
            case SQLITE_IOERR_SHMSIZE -> Kind.FULL; // the file beside the log could not be made larger
            default ->
                // Extended codes carry the primary one in their low byte.
                switch (SQLiteErrorCode.getErrorCode(code.code & 0xFF)) {
                    case SQLITE_BUSY,
                            SQLITE_LOCKED,
                            SQLITE_PROTOCOL,
                            SQLITE_SCHEMA,
                            SQLITE_INTERRUPT,
                            SQLITE_NOMEM,
                            SQLITE_IOERR,
                            SQLITE_CANTOPEN -> Kind.UNAVAILABLE;
                    case SQLITE_FULL -> Kind.FULL;
                    case SQLITE_CORRUPT, SQLITE_NOTADB -> Kind.CORRUPT;
                    case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH -> Kind.DENIED;
                    default -> Kind.FAULT; // other constraints, too: no other run's work makes them fail
                };
        };
    }

    @Override
    public String denial(SQLException failure) {
        return codeOf(failure) == SQLiteErrorCode.SQLITE_CONSTRAINT_TRIGGER
                ? "a trigger in the database refuses the operation"
                : "the database file, or the folder that it is in, may not be written to";
    }

    private static @Nullable SQLiteErrorCode codeOf(SQLException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLiteException sqlite) {
                return sqlite.getResultCode();
            }
        }
        return null;
    }
}
