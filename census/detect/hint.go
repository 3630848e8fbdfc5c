package detect

import (
	"strings"
	"sync"
	"unicode"
)

// A hint ties words of a column name to a kind. The words must stand together and whole;
// "=" before them asks for a name of these words alone.
type hint struct {
	kind  Kind
	words string // alternatives, separated by commas
}

// hints is read from the top: the first that fits wins.
var hints = []hint{
	{NPI, "npi"},
	{ABA, "aba,routing,routing number,rtn,=transit"},
	{SWIFT, "swift,=bic,bic code"},
	{EIN, "ein,fein,employer identification"},
	{SSNTruncated, "ssn4,last4ssn,ssn last4,ssn last 4,last4 ssn,last 4 ssn,ssn last four,last four ssn"},
	{SSN, "ssn,social security,socialsecurity,social security number,socsec,ss num,ssnum,=social,=tin,tax id,taxid,taxpayer id,=ss"},
	{ITIN, "itin"},
	{MBI, "mbi,medicare,medicare number,beneficiary id,bene id,hicn,medicare beneficiary"},
	{Medicaid, "medicaid,mco id"},
	{Passport, "passport,passport no,passport number,travel doc,travel document"},
	{DriverLicence, "dl,dln,drivers license,driver license,drivers licence,driver licence,driving licence,driving license,licence no,license no,lic no,license number,licence number,=drivers,=license,=licence"},
	{StateID, "state id,id card,identity card"},
	{AlienNumber, "alien,alien number,a number,=anum,uscis"},
	{USCISReceipt, "receipt number"},
	{DoDID, "edipi,dod id,dodid,cac id,=cac"},
	{NationalID, "national id,nationalid,nin,nino,aadhaar,aadhar,cpf,curp,sin,social insurance,personnummer,citizen id,id number,identity number,resident id"},
	{VIN, "vin,vehicle identification"},
	{Plate, "plate,license plate,licence plate"},
	{MaskedCard, "masked pan,card last4,last4,last 4,card last 4,last four"},
	{CVV, "cvv,cvv2,cvc,cvc2,csc,card security code,cc cvc"},
	{PIN, "=pin,card pin,pin code,pin number"},
	{None, "card type,cc type,cctype,card brand,cc expires,card expiry,card exp,cc exp,cc expiredate,expiry,expires,expiration,cc expire"},
	{Card, "card number,cc number,ccnumber,credit card,creditcard,debit card,card no,card num,cc num,ccn,=cc,=pan,primary account number,=card,cardnumber"},
	{IBAN, "iban"},
	{BankAccount, "bank account,account number,acct no,acct number,acct num,account no,dda,bank acct,checking account,savings account,accountnumber"},
	{Crypto, "wallet,wallet address,btc address,eth address,bitcoin,ethereum"},
	{IMEI, "imei,imei number"},
	{Serial, "meid,=esn,android id,udid,imeisv,device serial,serial no,serial number,hardware id"},
	{IMSI, "imsi"},
	{ICCID, "iccid,sim,sim serial,sim number"},
	{MAC, "mac,mac address,macaddress,hwaddr,bssid,wifi mac"},
	{SecurityAnswer, "security answer,security question,secret answer"},
	{AdvertisingID, "gaid,aaid,adid,google ad id,advertising id,maid,=ifa,idfa,idfv,rdid,tifa,rida,afai,uid2,ad id,advertiser id"},
	{Username, "username,user name,=login,screen name,userid name,login name"},
	{Password, "password,passwd,pwd,pass hash,passhash,password hash,passphrase,=pass"},
	{Token, "refresh token,session token,access token,auth token,api key,apikey"},
	{PublicAccount, "twitter,handle,profile url,instagram,facebook,linkedin,skype"},
	{Cookie, "cookie,cookie id,visitor id,=ga,fbp,fpid"},
	{Free, "user agent,useragent,browser user agent"},
	{Caller, "caller,calling,calling number,a party,=a number,from number,msisdn a,originating number"},
	{Callee, "callee,called,called number,b party,b number,to number,msisdn b,terminating number,dialed number,dialled number"},
	{Duration, "duration,call duration,seconds,duration sec"},
	{CellID, "cell id,cellid,lac,ecgi,=cell,trunk,enodeb"},
	{PatientID, "patient id,patientid,mrn,medical record,medical record number,patient number,patient no,patient key,patient uuid"},
	{Given, "first name,firstname,fname,given name,givenname,=given,forename,=first,middle name,middlename,middle initial"},
	{Family, "last name,lastname,lname,surname,family name,familyname,=family,maiden name,maidenname,mothers maiden,mothersmaiden,=last"},
	{Name, "full name,fullname,patient name,customer name,person name,employee name,member name,contact name,cardholder,cardholder name,account holder,=name,=names,holder name,=patient,client name,subscriber name,recipient name,passenger name,applicant name,student name,insured name"},
	{BirthDate, "dob,birth date,birthdate,date of birth,birthday,born,birth,dateofbirth,birth dt,=bdate"},
	{Birthplace, "birthplace,birth place,place of birth,pob,city of birth,birth city"},
	{Email, "email,e mail,emailaddress,mail address,=mail,email address"},
	{IP, "ip,ip address,ipaddress,ip addr,client ip,remote addr,src ip,source ip,ipv4,ipv6,login ip,last ip"},
	{Phone, "phone,telephone,tel,mobile,cell phone,cellphone,fax,msisdn,phone number,telephonenumber,mobile number,phonenumber"},
	{Zip, "zip,zipcode,zip code,postal,postcode,post code,postal code,postalcode"},
	{Address, "address,addr,street,street address,streetaddress,address line,line1,residence,home address,address1,address2,addr1,mailing address,billing address"},
	{City, "city,town"},
	{State, "state,=province,state code,state abbr,us state"},
	{Country, "country,nationality,citizenship,country code,country full"},
	{Latitude, "latitude,=lat,geo lat,gps lat,pickup latitude,start lat"},
	{Longitude, "longitude,=lon,=lng,=long,geo lon,gps lon,geo lng,pickup longitude,start lng"},
	{TripData, "pickup,dropoff,trip id,ride id"},
	{TrackData, "speed,heading,bearing,accuracy,hdop,altitude accuracy,gps accuracy,horizontal accuracy,provider gps"},
	{DeviceID, "device id,deviceid,=device,handset,tracker id,installation id,install id,phone id,vehicle id,unit id,tag id,collar id"},
	{Template, "template,embedding,faceprint,face encoding,face embedding,voiceprint,fingerprint template,minutiae,iris code,biometric,biometric template"},
	{Genotype, "genotype,rsid,rs id,allele,allele1,allele2,snp,variant call"},
	{TransactionID, "transaction id,txn id,trans id,transaction number,transactionid,payment id"},
	{Direction, "transaction type,debit credit,dr cr,txn type,credit debit,payment type"},
	{Moment, "timestamp,=time,=ts,=date,date time,datetime,recorded at,observed at,event time,=at,utc,start time,call time,created at,transaction date,event date,captured at"},
	{FinancialData, "salary,income,annual income,credit score,creditscore,fico,net worth,account balance,balance,loan amount,mortgage,debt,wage,wages,assets,liabilities,portfolio,bankruptcy,401k,pension,credit limit,payroll,gross pay,net pay"},
	{HealthStrong, "diagnosis,diagnoses,diagnosis code,icd,icd10,icd9,icd code,medication,medications,prescription,prescriptions,rx,drug name,drug,ndc,cpt,hcpcs,loinc,snomed,rxnorm,symptom,symptoms,allergy,allergies,disease,=treatment,procedure code,lab result,blood pressure,heart rate,glucose,cholesterol,hemoglobin,hba1c,immunization,vaccine,vaccination,pregnancy,pregnant,hiv,cycle day,=mood,mental health,=condition,conditions,medical condition,disability,therapy,=surgery,admission date,discharge date,encounter,chief complaint,health plan,insurance claim,bmi,calories burned,=steps,sleep hours"},
	{HealthWeak, "height,weight,blood type,bloodtype,smoker,smoking,exercise,vitals,=pulse,body temperature"},
	{Attribute, "=age,=sex,=gender,race,ethnicity,marital status"},
	{Amount, "amount,amt,total,price,payment,value usd"},
	{AccountID, "account id,accountid,=account,=acct,cardholder id"},
	{PersonID, "customer id,customerid,cust id,client id,clientid,user id,userid,=uid,person id,personid,employee id,employeeid,emp id,staff id,member id,memberid,subscriber id,subscriber,account holder id,student id,studentid,applicant id,donor id,participant id,individual id,person key,customer number,customer no,owner id,=user,=customer,subject id,rider id,driver id"},
	{RowID, "=id,=number,=row,=no,=index,=key,=pk,row id,rowid,guid,=num,=seq"},
}

// unlike lists words that make a name mean something else than a person's.
var unlike = wordSet("provider product company host file table field column index sender server service store shop brand vendor " +
	"supplier merchant org organization organisation department dept hospital facility clinic school bank team project domain class " +
	"module function method package version verified flag count status enabled required valid is has opt format label")

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// A hintTable maps a phrase to the rank of its hint; whole holds those that must be all of a name.
type hintTable struct{ within, whole map[string]int }

var hintsOf = sync.OnceValue(func() hintTable {
	within, whole := map[string]int{}, map[string]int{}
	for i, h := range hints {
		for w := range strings.SplitSeq(h.words, ",") {
			to := within
			if rest, ok := strings.CutPrefix(w, "="); ok {
				to, w = whole, rest
			}
			if _, ok := to[w]; !ok {
				to[w] = i
			}
		}
	}
	return hintTable{within, whole}
})

// Hint returns the kind that the name of a column or key hints at, or None.
func Hint(name string) Kind {
	words := Words(name)
	if len(words) == 0 || len(words) > 12 {
		return None
	}
	best, table := len(hints), hintsOf()
	if i, ok := table.whole[strings.Join(words, " ")]; ok {
		best = i
	}
	for from := range words {
		for to := from + 1; to <= min(len(words), from+4); to++ {
			if i, ok := table.within[strings.Join(words[from:to], " ")]; ok && i < best {
				best = i
			}
		}
	}
	if best == len(hints) {
		return None
	}
	k := hints[best].kind
	for _, w := range words {
		if unlike[w] && k != IP && k != Email && k != HealthStrong && k != HealthWeak && k != Direction && k != TransactionID {
			return None
		}
	}
	if hasWord(words, "verified") || hasWord(words, "count") || hasWord(words, "flag") {
		return None
	}
	return k
}

func hasWord(words []string, w string) bool {
	for _, x := range words {
		if x == w {
			return true
		}
	}
	return false
}

// hashed are words that say that a column holds digests or ciphertext.
var hashed = wordSet("hash hashed sha256 sha1 sha md5 hmac encrypted enc cipher ciphertext hem tokenized pseudonym")

// HashedName reports whether the name of a column says that its values are digests or ciphertext.
func HashedName(name string) bool {
	for _, w := range Words(name) {
		if hashed[w] {
			return true
		}
	}
	return false
}

// Words splits the name of a column or key into words in lower case: at anything but letters and
// digits, and where a small letter is followed by a capital (EmailAddress, CCNumber).
func Words(name string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = word[:0]
		}
	}
	rs := []rune(name)
	if len(rs) > 200 {
		rs = rs[:200]
	}
	for i, r := range rs {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			if r != '\'' && r != '’' {
				flush()
			}
			continue
		}
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(rs[i-1]) || unicode.IsDigit(rs[i-1]) ||
			i+1 < len(rs) && unicode.IsUpper(rs[i-1]) && unicode.IsLower(rs[i+1])) {
			flush()
		}
		word = append(word, unicode.ToLower(r))
	}
	flush()
	return out
}
