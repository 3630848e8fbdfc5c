package flowlog

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// A layout says where in a record the fields stand; -1: nowhere.
type layout struct {
	columns                                    int
	account, iface, instance, gateway          int
	src, dst, pktSrc, pktDst                   int
	srcService, dstService                     int
	bytes, start, end, action, status, headway int
	unknown                                    []string // names of fields that are passed over
	separator                                  byte
	quoted                                     bool // values stand in quotes
}

// fields are the field names of AWS, by version (VPC user guide, "Flow log records").
var fields = [][]string{
	2: {"version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "action", "log-status"},
	3: {"vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr"},
	4: {"region", "az-id", "sublocation-type", "sublocation-id"},
	5: {"pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path"},
	7: {
		"ecs-cluster-arn", "ecs-cluster-name", "ecs-container-instance-arn", "ecs-container-instance-id", "ecs-container-id",
		"ecs-second-container-id", "ecs-service-name", "ecs-task-definition-arn", "ecs-task-arn", "ecs-task-id",
	},
	8:  {"reject-reason"},
	9:  {"resource-id"},
	10: {"encryption-status"},
	// Transit gateway flow logs have these as well.
	11: {
		"resource-type", "tgw-id", "tgw-attachment-id", "tgw-src-vpc-account-id", "tgw-dst-vpc-account-id", "tgw-src-vpc-id",
		"tgw-dst-vpc-id", "tgw-src-subnet-id", "tgw-dst-subnet-id", "tgw-src-eni", "tgw-dst-eni", "tgw-src-az-id", "tgw-dst-az-id",
		"tgw-pair-attachment-id", "packets-lost-no-route", "packets-lost-blackhole", "packets-lost-mtu-exceeded", "packets-lost-ttl-expired",
	},
}

var known = func() map[string]bool {
	m := make(map[string]bool)
	for _, names := range fields {
		for _, n := range names {
			m[n] = true
		}
	}
	return m
}()

// joinedNames are the known names by their spelling without hyphens.
var joinedNames = func() map[string]string {
	m := make(map[string]string)
	for n := range known {
		if strings.Contains(n, "-") {
			m[strings.ReplaceAll(n, "-", "")] = n
		}
	}
	return m
}()

// inferable are the layouts that a log without header may have: all fields of
// the versions up to one, in the order AWS gives them.
var inferable = func() (ls [][]string) {
	var all []string
	for version, names := range fields[:6] {
		all = append(all, names...)
		if version >= 2 {
			ls = append(ls, slices.Clone(all))
		}
	}
	return ls
}()

var fieldName = pattern.New(`^[a-z][a-z0-9-]{1,60}$`)

// newLayout makes a layout of field names, also as a format string has them:
// ${srcaddr}. Underscores count as hyphens. Names that are not known are of
// fields that AWS has added since, and are passed over.
func newLayout(names []string) (*layout, error) {
	at := make(map[string]int)
	var unknown []string
	for i, n := range names {
		n = strings.TrimSuffix(strings.TrimPrefix(strings.Trim(n, `"`), "${"), "}")
		n = strings.ReplaceAll(strings.ToLower(n), "_", "-")
		if plain, ok := joinedNames[n]; ok { // accountId
			n = plain
		}
		if !known[n] {
			if !fieldName.MatchString(n) {
				return nil, fmt.Errorf("%.40q is no field of a flow log", n)
			}
			unknown = append(unknown, n)
		}
		if _, twice := at[n]; twice {
			return nil, fmt.Errorf("field %s stands twice in the header", n)
		}
		at[n] = i
	}
	place := func(names ...string) int {
		for _, n := range names {
			if i, ok := at[n]; ok {
				return i
			}
		}
		return -1
	}
	l := &layout{
		columns: len(names), account: place("account-id"), iface: place("interface-id"), instance: place("instance-id"),
		gateway: place("tgw-attachment-id", "tgw-id", "resource-id", "vpc-id", "subnet-id"),
		src:     place("srcaddr"), dst: place("dstaddr"), pktSrc: place("pkt-srcaddr"), pktDst: place("pkt-dstaddr"),
		srcService: place("pkt-src-aws-service"), dstService: place("pkt-dst-aws-service"),
		bytes: place("bytes"), start: place("start"), end: place("end"), action: place("action"), status: place("log-status"),
		headway: place("flow-direction"), unknown: unknown, separator: ' ',
	}
	if len(unknown) > len(names)/2 {
		return nil, fmt.Errorf("%.40q is no field of a flow log", unknown[0])
	}
	if (l.src < 0 || l.dst < 0) && (l.pktSrc < 0 || l.pktDst < 0) {
		return nil, fmt.Errorf("the header names no pair of addresses")
	}
	return l, nil
}

// header returns the layout that a line names, nil if it is no header. Tables of
// query services part the names by commas or tabs.
func header(line []byte) *layout {
	line = line[:min(len(line), 4096)]
	for _, separator := range []byte(" ,\t") {
		var names []string
		for n := range strings.SplitSeq(strings.TrimSpace(string(line)), string(separator)) {
			if n = strings.TrimSpace(n); n != "" {
				names = append(names, n)
			}
		}
		if len(names) < 3 || len(names) > evidence.MaxColumns {
			continue
		}
		if l, err := newLayout(names); err == nil {
			l.separator, l.quoted = separator, bytes.IndexByte(line, '"') >= 0
			return l
		}
	}
	return nil
}

// given returns the layout that the user names, nil if none is.
func given(o evidence.Options) (*layout, error) {
	names := strings.FieldsFunc(o.FlowLayout, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' })
	if len(names) == 0 {
		return nil, nil
	}
	return newLayout(names)
}

// fits reports whether each line has the columns of l, and addresses where l has them.
func (l *layout) fits(lines [][]byte) bool {
	addresses := 0
	for _, line := range lines {
		values := bytes.Fields(line)
		if len(values) == l.columns+1 && isStamp(values[0]) {
			values = values[1:]
		}
		if len(values) != l.columns {
			return false
		}
		for _, i := range []int{l.src, l.dst, l.pktSrc, l.pktDst} {
			if i < 0 || string(values[i]) == "-" {
				continue
			}
			if _, ok := evidence.Address(values[i]); !ok {
				return false
			}
			addresses++
		}
	}
	return addresses > 0 || len(lines) > 0 && l.status >= 0
}

// infer finds the one layout that fits all records among lines, where there is
// just one: the number of columns and the content of each must agree with it.
// stamped is set if each record follows a time of delivery, as CloudWatch exports have it.
func infer(lines [][]byte) (l *layout, stamped bool, err error) {
	if len(lines) == 0 {
		return nil, false, evidence.ErrLayout
	}
	stamped = isStamp(firstField(lines[0]))
	for _, names := range inferable {
		if fitsAll(names, lines, stamped) {
			l, err := newLayout(names)
			return l, stamped, err
		}
	}
	return nil, stamped, evidence.ErrLayout
}

func fitsAll(names []string, lines [][]byte, stamped bool) bool {
	for _, line := range lines {
		values := bytes.Fields(line)
		if stamped && len(values) > 0 {
			values = values[1:]
		}
		if len(values) != len(names) {
			return false
		}
		for i, v := range values {
			if !plausible(names[i], string(v)) {
				return false
			}
		}
	}
	return true
}

func firstField(line []byte) []byte {
	f, _, _ := bytes.Cut(line, []byte(" "))
	return f
}

// isStamp tells "2015-05-10T18:01:16.000Z".
func isStamp(b []byte) bool {
	return len(b) >= 20 && b[4] == '-' && b[7] == '-' && b[10] == 'T' && b[13] == ':' && b[len(b)-1] == 'Z'
}
