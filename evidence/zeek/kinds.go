package zeek

import "strings"

// A log is one of the kinds of log that are read.
type log int

const (
	noLog log = iota
	connLog
	dnsLog
	sslLog
	quicLog
	httpLog
)

// logNames are the names of logs in #path, _path and the marks of those who ship them.
var logNames = map[string]log{
	"conn": connLog, "connection": connLog, "dns": dnsLog, "ssl": sslLog, "tls": sslLog, "quic": quicLog, "http": httpLog,
}

// services name the logs of names in Observation.Service.
var services = map[log]string{sslLog: "ssl", quicLog: "quic", httpLog: "http"}

// A sign is a field by which a log is told; none of them is enough by itself
// where other logs have it too.
type sign uint32

const (
	signState   sign = 1 << iota // conn
	signQuery                    // dns, and in part others
	signAnswer                   // dns
	signName                     // ssl, quic
	signCipher                   // ssl, and kerberos
	signVersion                  // ssl, quic, ssh, snmp
	signTLS                      // ssl
	signQUIC                     // quic
	signHost                     // http
	signRequest                  // http
	signOther                    // a log that is not read
)

// signs are the fields that tell a log (Zeek manual, "Log files"), by their plain names.
var signs = map[string]sign{
	"conn_state": signState,
	"query":      signQuery, "qtype": signAnswer, "qtype_name": signAnswer, "trans_id": signAnswer, "rcode": signAnswer, "rcode_name": signAnswer, "answers": signAnswer,
	"server_name": signName, "cipher": signCipher, "version": signVersion,
	"established": signTLS, "resumed": signTLS, "ssl_history": signTLS, "next_protocol": signTLS, "curve": signTLS, "validation_status": signTLS,
	"cert_chain_fps": signTLS, "cert_chain_fuids": signTLS, "sni_matches_cert": signTLS,
	"client_protocol": signQUIC, "client_initial_dcid": signQUIC, "client_scid": signQUIC, "server_scid": signQUIC,
	"host": signHost, "method": signRequest, "uri": signRequest, "status_code": signRequest, "trans_depth": signRequest,
	// of the Elastic Common Schema
	"connection.state": signState, "dns.question.name": signQuery, "dns.answers": signAnswer, "dns.response_code": signAnswer, "dns.id": signAnswer,
	"dns.question.type": signAnswer, "tls.client.server_name": signName, "ssl.server.name": signName, "tls.established": signTLS, "tls.version": signVersion,
	"tls.cipher": signCipher, "url.domain": signHost, "http.request.method": signRequest,
	// of logs that are not read
	"request_type": signOther, "forwardable": signOther, "renewable": signOther, "security_protocol": signOther, "auth_success": signOther,
	"mailfrom": signOther, "fuid": signOther, "note": signOther, "community": signOther, "named_pipe": signOther, "share_type": signOther,
}

// logOf tells a log by the name it is given, where its fields agree, else by its fields.
func logOf(name string, have sign) log {
	l := byFields(have)
	named := logNamed(name)
	if named == noLog {
		return l
	}
	need := map[log]sign{connLog: signState, dnsLog: signQuery | signAnswer, sslLog: signTLS | signName | signCipher, quicLog: signName | signQUIC, httpLog: signHost | signRequest}[named]
	if have&need != 0 {
		return named
	}
	return l
}

func byFields(have sign) log {
	switch {
	case have&signState != 0:
		return connLog
	case have&signOther != 0:
		return noLog
	case have&signQuery != 0 && have&signAnswer != 0:
		return dnsLog
	case have&signQUIC != 0:
		return quicLog
	case have&signHost != 0 && have&signRequest != 0:
		return httpLog
	case have&signTLS != 0, have&signName != 0 && have&(signCipher|signVersion) != 0:
		return sslLog
	}
	return noLog
}

// logNamed reads "conn", "conn_red", "zeek.connection", "bro:conn:json".
func logNamed(name string) log {
	for part := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(":._-/ ", r) }) {
		switch part {
		case "zeek", "bro", "corelight":
			continue
		}
		return logNames[part]
	}
	return noLog
}
