package object

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/longarm-project/longarm/census"
)

// AzureOptions say where a container of Azure Blob Storage is and who asks: by the key of the account, or by a signed token.
type AzureOptions struct {
	URI       string // the address as given, without credentials
	Endpoint  string // of the blob service, with https:// or http://
	Account   string
	Key       []byte // of the account, or nil
	Token     string // a shared access signature, without its question mark, or empty
	Container string
	Prefix    string
	Transport http.RoundTripper // nil: the default
}

// An Azure is a container of Azure Blob Storage, or what begins with a prefix in it. It asks by the protocol of the service
// (REST, version 2021-08-06) and needs no library.
type Azure struct {
	o      AzureOptions
	client *http.Client
}

// OpenAzure prepares to read a container; nothing is asked yet.
func OpenAzure(o AzureOptions) (*Azure, error) {
	if o.Key == nil && o.Token == "" {
		return nil, fmt.Errorf("%s: no key of the account and no signed token", o.URI)
	}
	if _, err := url.Parse(o.Endpoint); err != nil {
		return nil, fmt.Errorf("%s: the address of the service cannot be understood", o.URI)
	}
	return &Azure{o: o, client: &http.Client{Transport: cmp.Or(o.Transport, http.DefaultTransport)}}, nil
}

// URI implements census.Holder.
func (a *Azure) URI() string { return a.o.URI }

// blobList is one page of a listing.
type blobList struct {
	Blobs []struct {
		Name       string
		Properties struct {
			Length     int64  `xml:"Content-Length"`
			Tag        string `xml:"Etag"`
			AccessTier string
			Kind       string `xml:"ResourceType"`
		}
	} `xml:"Blobs>Blob"`
	NextMarker string
}

// maxPage bounds one page of a listing, which names 5,000 blobs at most.
const maxPage = 64 << 20

// Objects implements census.Holder: in the order of the listing, which is that of names.
func (a *Azure) Objects(ctx context.Context) iter.Seq2[census.Object, error] {
	return func(yield func(census.Object, error) bool) {
		for marker := ""; ; {
			q := url.Values{"restype": {"container"}, "comp": {"list"}}
			for k, v := range map[string]string{"prefix": a.o.Prefix, "marker": marker} {
				if v != "" {
					q.Set(k, v)
				}
			}
			page, err := a.page(ctx, q)
			if err != nil {
				yield(census.Object{}, fmt.Errorf("%s cannot be listed further: %w", a.o.URI, reason(err)))
				return
			}
			for _, b := range page.Blobs {
				if b.Properties.Kind == "directory" {
					continue
				}
				o := census.Object{Name: b.Name, Size: b.Properties.Length, Tag: b.Properties.Tag}
				if b.Properties.AccessTier == "Archive" {
					o.Skipped = "archived: restore it first"
				}
				if !yield(o, nil) {
					return
				}
			}
			if marker = page.NextMarker; marker == "" {
				return
			}
		}
	}
}

func (a *Azure) page(ctx context.Context, q url.Values) (page blobList, err error) {
	r, err := a.ask(ctx, "", q, nil)
	if err != nil {
		return page, err
	}
	defer r.Close()
	err = xml.NewDecoder(io.LimitReader(r, maxPage)).Decode(&page)
	return page, err
}

// Open implements census.Holder.
func (a *Azure) Open(ctx context.Context, o census.Object) (census.StoredObject, error) {
	return opened(ctx, o, a.get), nil
}

func (a *Azure) get(ctx context.Context, o census.Object, off, n int64) (io.ReadCloser, error) {
	h := http.Header{}
	if o.Tag != "" {
		h.Set("If-Match", o.Tag)
	}
	switch {
	case n > 0:
		h.Set("x-ms-range", fmt.Sprintf("bytes=%d-%d", off, off+n-1))
	case off > 0:
		h.Set("x-ms-range", fmt.Sprintf("bytes=%d-", off))
	}
	return a.ask(ctx, o.Name, nil, h)
}

// An answer is a refusal of the service.
type answer struct {
	status int
	code   string
}

func (a *answer) Error() string { return a.code }

// azureTries is how often a request is made that the service puts off.
const azureTries = 6

// ask makes one request, again after a while where the service is busy.
func (a *Azure) ask(ctx context.Context, blob string, q url.Values, h http.Header) (io.ReadCloser, error) {
	for try := 1; ; try++ {
		res, err := a.once(ctx, blob, q, h)
		if err == nil && res.StatusCode/100 == 2 {
			return res.Body, nil
		}
		busy := err != nil
		if err == nil {
			refused := &answer{res.StatusCode, cmp.Or(res.Header.Get("x-ms-error-code"), "status "+strconv.Itoa(res.StatusCode))}
			busy = res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests
			res.Body.Close()
			err = refused
		}
		if !busy || try == azureTries || ctx.Err() != nil {
			return nil, cmp.Or(context.Cause(ctx), err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond << try):
		}
	}
}

func (a *Azure) once(ctx context.Context, blob string, q url.Values, h http.Header) (*http.Response, error) {
	u, err := url.Parse(strings.TrimSuffix(a.o.Endpoint, "/"))
	if err != nil {
		return nil, err
	}
	u = u.JoinPath(url.PathEscape(a.o.Container))
	if blob != "" { // a name may hold slashes that follow each other
		u.RawPath = u.EscapedPath() + "/" + strings.ReplaceAll(url.PathEscape(blob), "%2F", "/")
		u.Path += "/" + blob
	}
	u.RawQuery = q.Encode()
	if a.o.Key == nil {
		u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+a.o.Token, "&")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	for k, v := range h {
		r.Header[k] = v
	}
	r.Header.Set("x-ms-version", "2021-08-06")
	r.Header.Set("Accept-Encoding", "identity") // what is stored, and not unpacked on the way
	if a.o.Key != nil {
		r.Header.Set("x-ms-date", time.Now().UTC().Format(http.TimeFormat))
		mac := hmac.New(sha256.New, a.o.Key)
		mac.Write([]byte(toSign(r, a.o.Account)))
		r.Header.Set("Authorization", "SharedKey "+a.o.Account+":"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return a.client.Do(r)
}

// toSign is the text of a request that the key of an account signs ("Authorize with Shared Key", Azure Storage REST).
func toSign(r *http.Request, account string) string {
	var b strings.Builder
	b.WriteString(r.Method + "\n")
	for _, k := range []string{"Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"} {
		b.WriteString(r.Header.Get(k) + "\n")
	}
	var own []string
	for k, v := range r.Header {
		if k = strings.ToLower(k); strings.HasPrefix(k, "x-ms-") {
			own = append(own, k+":"+strings.Join(v, ",")+"\n")
		}
	}
	slices.Sort(own)
	b.WriteString(strings.Join(own, "") + "/" + account + r.URL.EscapedPath())
	q := r.URL.Query()
	var params []string
	for k, v := range q {
		slices.Sort(v)
		params = append(params, "\n"+strings.ToLower(k)+":"+strings.Join(v, ","))
	}
	slices.Sort(params)
	return b.String() + strings.Join(params, "")
}
