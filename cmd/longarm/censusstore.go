package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/go-sql-driver/mysql"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/folder"
	"github.com/longarm-project/longarm/census/object"
	"github.com/longarm-project/longarm/census/sql"
)

// An openedStore is a store of the command line, ready to be scanned.
type openedStore struct {
	uri   string // without credentials
	size  int64  // 0: not known
	scan  func(context.Context, *census.Runner, *census.Store) error
	close func() error
}

// openStore opens a store by its address.
func openStore(ctx context.Context, uri string) (*openedStore, error) {
	scheme, _, ok := strings.Cut(uri, "://")
	if !ok {
		h, err := folder.Open(ctx, uri)
		if err != nil {
			return nil, err
		}
		return bucketStore(h, h.Bytes), nil
	}
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" && scheme != "sqlite" {
		return nil, usage("a store's address cannot be understood: want %s://HOST/...", scheme)
	}
	switch scheme {
	case "s3", "oss", "cos", "obs", "bos", "gs":
		o, err := bucketOf(u)
		if err != nil {
			return nil, err
		}
		b, err := object.Open(*o)
		if err != nil {
			return nil, err
		}
		return bucketStore(b, 0), nil
	case "az":
		o, err := containerOf(u)
		if err != nil {
			return nil, err
		}
		a, err := object.OpenAzure(*o)
		if err != nil {
			return nil, err
		}
		return bucketStore(a, 0), nil
	case "postgres", "postgresql", "mysql", "sqlserver":
		return openDatabase(u)
	case "sqlite":
		h, err := folder.Open(ctx, strings.TrimPrefix(uri, "sqlite://"))
		if err != nil {
			return nil, err
		}
		return bucketStore(h, h.Bytes), nil
	}
	return nil, usage("%s: stores of kind %s are not read: a folder, s3, az, oss, cos, obs, bos, gs, postgres, mysql, sqlserver or sqlite", scheme+"://...", scheme)
}

// bucketStore is a store of objects.
func bucketStore(h census.Holder, size int64) *openedStore {
	return &openedStore{
		uri: h.URI(), size: size, close: func() error { return nil },
		scan: func(ctx context.Context, r *census.Runner, s *census.Store) error { return r.Scan(ctx, h, s) },
	}
}

// endpoints are the fronts that speak the protocol of S3, by scheme, for a region, and where each provider's
// own tools look for the address and the keys.
var endpoints = map[string]struct{ host, region, endpoint, id, secret string }{
	"oss": {"oss-%s.aliyuncs.com", "OSS_REGION", "OSS_ENDPOINT", "OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET"},
	"cos": {"cos.%s.myqcloud.com", "COS_REGION", "COS_ENDPOINT", "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"},
	"obs": {"obs.%s.myhuaweicloud.com", "OBS_REGION", "OBS_ENDPOINT", "OBS_ACCESS_KEY_ID", "OBS_SECRET_ACCESS_KEY"},
	"bos": {"s3.%s.bcebos.com", "BOS_REGION", "BOS_ENDPOINT", "BCE_ACCESS_KEY_ID", "BCE_SECRET_ACCESS_KEY"},
	"gs":  {"storage.googleapis.com", "", "", "GOOGLE_HMAC_ACCESS_ID", "GOOGLE_HMAC_SECRET"},
}

// bucketOf says where a bucket is. Credentials come only from where the provider's own tools keep them, never from the address.
func bucketOf(u *url.URL) (*object.Options, error) {
	if u.User != nil {
		return nil, usage("%s://%s: credentials do not belong into an address", u.Scheme, u.Host)
	}
	o := &object.Options{URI: u.String(), Bucket: u.Host, Prefix: strings.TrimPrefix(u.Path, "/")}
	endpoint := ""
	if e, ok := endpoints[u.Scheme]; ok {
		o.Region, endpoint = os.Getenv(e.region), os.Getenv(e.endpoint)
		if o.Endpoint = e.host; strings.Contains(e.host, "%s") {
			if o.Region == "" && endpoint == "" {
				return nil, usage("%s: set %s or %s", o.URI, e.region, e.endpoint)
			}
			o.Endpoint = fmt.Sprintf(e.host, o.Region)
		}
		o.Credentials = credentials.NewStaticV4(os.Getenv(e.id), os.Getenv(e.secret), "")
	} else {
		endpoint, o.Region, o.Endpoint = os.Getenv("AWS_ENDPOINT_URL"), os.Getenv("AWS_REGION"), "s3.amazonaws.com"
		o.Credentials = credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{}})
	}
	if endpoint == "" {
		return o, nil
	}
	o.Path = true
	o.Insecure = strings.HasPrefix(endpoint, "http://")
	o.Endpoint = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(endpoint, "http://"), "https://"), "/")
	return o, nil
}

// containerOf says where a container of Azure is: az://ACCOUNT/CONTAINER/PREFIX. Key, token and address come from the
// variables that the tool of the provider reads.
func containerOf(u *url.URL) (*object.AzureOptions, error) {
	if u.User != nil || u.RawQuery != "" {
		return nil, usage("%s://%s: credentials do not belong into an address", u.Scheme, u.Host)
	}
	container, prefix, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if container == "" {
		return nil, usage("want az://ACCOUNT/CONTAINER/PREFIX")
	}
	o := &object.AzureOptions{URI: u.String(), Account: u.Host, Endpoint: "https://" + u.Host + ".blob.core.windows.net", Container: container, Prefix: prefix}
	key, token := os.Getenv("AZURE_STORAGE_KEY"), os.Getenv("AZURE_STORAGE_SAS_TOKEN")
	if e := os.Getenv("AZURE_STORAGE_SERVICE_ENDPOINT"); e != "" {
		o.Endpoint = e
	}
	for part := range strings.SplitSeq(os.Getenv("AZURE_STORAGE_CONNECTION_STRING"), ";") {
		switch name, value, _ := strings.Cut(part, "="); name {
		case "AccountKey":
			key = value
		case "SharedAccessSignature":
			token = value
		case "BlobEndpoint":
			o.Endpoint = value
		}
	}
	o.Token = strings.TrimPrefix(token, "?")
	if key == "" {
		if o.Token == "" {
			return nil, usage("%s: set AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN or AZURE_STORAGE_CONNECTION_STRING", o.URI)
		}
		return o, nil
	}
	var err error
	if o.Key, err = base64.StdEncoding.DecodeString(key); err != nil {
		return nil, usage("%s: the key of the account is not in base64", o.URI)
	}
	return o, nil
}

// openDatabase opens a database. A password in the address is used and never shown.
func openDatabase(u *url.URL) (*openedStore, error) {
	shown := *u
	shown.User, shown.RawQuery = nil, ""
	source, d := "", sql.Postgres
	switch u.Scheme {
	case "mysql":
		d = sql.MySQL
		c := mysql.NewConfig()
		c.Net, c.Addr, c.DBName = "tcp", u.Host, strings.TrimPrefix(u.Path, "/")
		if u.Port() == "" {
			c.Addr = net.JoinHostPort(u.Hostname(), "3306")
		}
		c.User = u.User.Username()
		c.Passwd, _ = u.User.Password()
		if c.Passwd == "" {
			c.Passwd = os.Getenv("MYSQL_PWD")
		}
		c.ParseTime = true
		source = c.FormatDSN()
	case "sqlserver":
		d = sql.SQLServer
		q := u.Query()
		if db := strings.TrimPrefix(u.Path, "/"); db != "" {
			q.Set("database", db)
		}
		q.Set("applicationintent", "ReadOnly")
		s := *u
		s.Path, s.RawQuery = "", q.Encode()
		if _, ok := u.User.Password(); !ok && os.Getenv("SQLCMDPASSWORD") != "" {
			s.User = url.UserPassword(u.User.Username(), os.Getenv("SQLCMDPASSWORD"))
		}
		source = s.String()
	default:
		q := u.Query()
		q.Set("default_transaction_read_only", "on")
		s := *u
		s.RawQuery = q.Encode()
		source = s.String()
	}
	db, err := sql.Open(shown.String(), source, d)
	if err != nil {
		return nil, err
	}
	return &openedStore{uri: db.URI(), scan: func(ctx context.Context, r *census.Runner, s *census.Store) error { return db.Scan(ctx, r, s) }, close: db.Close}, nil
}
