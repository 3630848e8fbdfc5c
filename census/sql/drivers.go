package sql

import _ "github.com/jackc/pgx/v5/stdlib" // driver of database/sql; the others are imported by name
