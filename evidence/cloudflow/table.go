package cloudflow

import (
	"iter"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/delimited"
)

// Table reads flows of Azure and Google Cloud as the consoles and query languages of these
// export them to CSV: tables of traffic analytics, entries of Cloud Logging and BigQuery.
type Table struct{}

// Name implements evidence.Reader.
func (Table) Name() string { return "cloud-flow-table" }

// A head says in which columns of a table what counts stands; -1: nowhere.
type head struct {
	columns                       int
	src, dst                      int
	out, back                     int // bytes from source to destination, and back
	start, end                    int
	way, verdict                  int // direction, and whether it was let through
	asset                         int
	theirs                        [2]int // public addresses of the source and the destination, with counts (Azure)
	reporter                      int    // Google: which end tells of the flow
	system, country, vm, internal [2]int // Google, of source and destination
	google                        bool
}

// plainTitle is a title without what an export puts before and behind it: "SrcIP_s",
// "jsonPayload.connection.src_ip", "jsonPayload_connection_src_ip".
func plainTitle(s string) string {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), `"`))
	s = strings.ReplaceAll(s, ".", "_")
	for _, p := range []string{"jsonpayload_", "json_payload_", "connection_", "properties_"} {
		s = strings.TrimPrefix(s, p)
	}
	for _, e := range []string{" [utc]", "_s", "_d", "_t"} {
		s = strings.TrimSuffix(s, e)
	}
	return s
}

// headOf tells whether titles are those of such an export, nil if they are not.
func headOf(titles []string) *head {
	if len(titles) < 4 || len(titles) > 500 {
		return nil
	}
	at := map[string]int{}
	for i, t := range titles {
		if t = plainTitle(t); t != "" {
			if _, dup := at[t]; !dup {
				at[t] = i
			}
		}
	}
	place := func(wanted ...string) int {
		for _, w := range wanted {
			if i, ok := at[w]; ok {
				return i
			}
		}
		return -1
	}
	both := func(name string) [2]int { return [2]int{place("src_" + name), place("dest_" + name)} }
	h := &head{
		columns: len(titles), src: place("src_ip"), dst: place("dest_ip"), out: place("bytes_sent"), back: -1, start: place("start_time", "timestamp"), end: place("end_time"),
		way: -1, verdict: place("disposition"), asset: -1, theirs: [2]int{-1, -1}, reporter: place("reporter"), google: true,
		system: both("location_asn"), country: both("location_country"), vm: both("instance_vm_name"), internal: both("vpc_vpc_name"),
	}
	if h.src >= 0 && h.dst >= 0 && h.reporter >= 0 {
		return h
	}
	none := [2]int{-1, -1}
	h = &head{
		columns: len(titles), src: place("srcip"), dst: place("destip"), out: place("bytessrctodest", "outboundbytes"), back: place("bytesdesttosrc", "inboundbytes"),
		start: place("flowstarttime", "timegenerated"), end: place("flowendtime"), way: place("flowdirection"), verdict: place("flowstatus"), asset: place("vm", "vmname", "nic"),
		theirs: [2]int{place("srcpublicips"), place("destpublicips")}, reporter: -1, system: none, country: none, vm: none, internal: none,
	}
	if h.src < 0 || h.dst < 0 || h.way < 0 || h.verdict < 0 {
		return nil
	}
	return h
}

// Recognizes implements evidence.Reader.
func (Table) Recognizes(text []byte) evidence.Strength {
	for _, comma := range []byte{',', ';', '\t'} {
		if rows := delimited.Head(text, comma, 1); len(rows) > 0 && headOf(rows[0]) != nil {
			return evidence.Certain
		}
	}
	return evidence.No
}

// Read implements evidence.Reader. It yields its observations at the end of the table.
func (Table) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		text, whole, err := evidence.Peek(in.R, 64<<10)
		if err != nil {
			yield(evidence.Item{}, err)
			return
		}
		comma := byte(',')
		for _, c := range []byte{',', ';', '\t'} {
			if rows := delimited.Head(text, c, 1); len(rows) > 0 && headOf(rows[0]) != nil {
				comma = c
			}
		}
		c := newCounter(in)
		var h *head
		for row, err := range delimited.Rows(whole, comma) {
			if bad, ok := err.(*delimited.RowError); ok {
				err = evidence.BadLine(bad.Line, "%s", bad.Err)
			} else if err == nil {
				if next := headOf(row.Fields); next != nil {
					if h = next; h.google {
						in.Note = "these logs are samples of the flows: bytes and flows are lower bounds"
					}
					continue
				}
				if h == nil || strings.TrimSpace(strings.Join(row.Fields, "")) == "" {
					continue
				}
				if wrong := c.row(h, row.Fields, row.Line); wrong != "" {
					in.Skip("unreadable record", 1)
					err = evidence.BadLine(row.Line, "%s", wrong)
				}
			}
			if err != nil && !yield(evidence.Item{}, err) {
				return
			}
		}
		c.give(yield)
	}
}

// cell is the text of a column, empty where there is none.
func cell(f []string, i int) string {
	if i < 0 || i >= len(f) {
		return ""
	}
	return strings.TrimSpace(f[i])
}

func amount(s string) int64 {
	s, _, _ = strings.Cut(s, ".")
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// clock reads the times of both kinds of export.
func clock(s string) int64 {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999 UTC", "2006-01-02 15:04:05.999999999", "1/2/2006, 3:04:05.999 PM", "1/2/2006 3:04:05 PM"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Unix()
		}
	}
	return 0
}

func (c *counter) row(h *head, f []string, line int64) (wrong string) {
	if h.google {
		return c.googleRow(h, f, line)
	}
	u := use{line: line, sent: amount(cell(f, h.out)), received: amount(cell(f, h.back)), first: clock(cell(f, h.start)), last: clock(cell(f, h.end))}
	if u.last == 0 {
		u.last = u.first
	}
	switch status := strings.ToLower(cell(f, h.verdict)); status {
	case "a", "allowed", "":
	case "d", "denied":
		u.rejected = true
	default:
		return "flow of a state that is not known"
	}
	out := false
	switch way := strings.ToLower(cell(f, h.way)); way {
	case "o", "outbound":
		out = true
	case "i", "inbound":
	default:
		return "flow without direction"
	}
	asset := ""
	if vm := cell(f, h.asset); len(vm) < 200 {
		asset = vm
	}
	src, sok := netip.ParseAddr(cell(f, h.src))
	dst, dok := netip.ParseAddr(cell(f, h.dst))
	ours, theirs := dst, cell(f, h.theirs[0])
	if out {
		ours, theirs = src, cell(f, h.theirs[1])
	}
	if theirs != "" {
		return c.publicIPs(ours, theirs, out, asset, u)
	}
	if sok != nil || dok != nil {
		return "flow without addresses"
	}
	c.in.Records++
	c.flow(evidence.Plain(src), evidence.Plain(dst), out, asset, "", u)
	return ""
}

// publicIPs counts the public addresses of one row, which traffic analytics sums up:
// "address|started|ended|packets out|packets in|bytes out|bytes in address|...".
func (c *counter) publicIPs(ours netip.Addr, list string, out bool, asset string, u use) (wrong string) {
	for n, one := range strings.Fields(list) {
		if n >= 1000 {
			return "more than 1000 public addresses in one row"
		}
		parts := strings.Split(one, "|")
		a, err := netip.ParseAddr(parts[0])
		if err != nil {
			return "flow without addresses"
		}
		if len(parts) >= 7 {
			u.sent, u.received = amount(parts[5]), amount(parts[6])
		}
		if !ours.IsValid() {
			ours = netip.IPv4Unspecified()
		}
		c.in.Records++
		from, to, v := a, ours, u
		if out {
			from, to = ours, a
		} else if len(parts) >= 7 {
			v.sent, v.received = u.received, u.sent // bytes out are those of ours
		}
		c.flow(evidence.Plain(from), evidence.Plain(to), out, asset, "", v)
	}
	return ""
}

func (c *counter) googleRow(h *head, f []string, line int64) (wrong string) {
	src, err1 := netip.ParseAddr(cell(f, h.src))
	dst, err2 := netip.ParseAddr(cell(f, h.dst))
	if err1 != nil || err2 != nil {
		return "connection without addresses"
	}
	out := !strings.HasPrefix(cell(f, h.reporter), "DEST")
	ours, theirs := 0, 1
	if !out {
		ours, theirs = 1, 0
	}
	c.in.Records++
	if cell(f, h.vm[theirs])+cell(f, h.internal[theirs]) != "" {
		c.in.Skip("within the networks of the cloud account", 1)
		return ""
	}
	system := ""
	if asn := cell(f, h.system[theirs]); amount(asn) > 0 {
		system = strings.TrimSpace("AS" + strconv.FormatInt(amount(asn), 10) + " " + placed(cell(f, h.country[theirs])))
	}
	u := use{line: line, sent: amount(cell(f, h.out)), first: clock(cell(f, h.start)), last: clock(cell(f, h.end)), rejected: strings.EqualFold(cell(f, h.verdict), "DENIED")}
	c.flow(evidence.Plain(src), evidence.Plain(dst), out, cell(f, h.vm[ours]), system, u)
	return ""
}
