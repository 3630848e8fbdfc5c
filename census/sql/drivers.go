package sql

import (
	_ "github.com/go-sql-driver/mysql"  // drivers of database/sql
	_ "github.com/jackc/pgx/v5/stdlib"  //
	_ "github.com/microsoft/go-mssqldb" //
)
