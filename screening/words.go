package screening

import (
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/screening/script"
)

// A class is a set of words of which each can stand for another. rule says why, and alike how well.
type class struct {
	rule    rule
	alike   int // on the scale of similar
	members [][]byte
}

// Classes of given names: one name in the spellings that edit distance alone does not bring together.
// Only spellings of one name in different languages or romanisations, and short forms in common use.
var nameClasses = strings.Split(strings.TrimSpace(`
muhammad mohammed mohamed mohammad muhammed mohamad mohamed mohd muhamad mohammod mahomed magomed maghomed mukhammad mukhamed muhammet mehmet mochammad mochamad mahamat mamadou mahamad mohmmad muhamed muhd
ahmad ahmed ahmet akhmad akhmed achmad akhmet ahamed ahmadou amadou
mahmud mahmoud mahmood makhmud mehmood mahmut mamoud
hussein husayn hussain hossein husein husain hocine huseyin khusein khussein husin hoseyn houssein hoossein
hassan hasan khasan hasen hassen
yusuf yousef yousuf youssef yusef joseph josef jose josep iosif osip giuseppe yosef yosif jozef jusuf yousif yussuf yusif iusuf
ibrahim ebrahim abraham ibragim avraham ibraheem ibraima ibrahima brahim abram
ismail ismael esmail esmaeil ismayil ismoil smail isma'il
musa mousa moses moussa moshe moise mosa moosa
isa issa eisa essa esa
yaqub yakub yaqoob yacoub jacob yakov iakov jakob yaakov jakub jacobo giacomo yaghoub yaghoob yacoob yakup
dawud daoud dawood david davud daud dawod davood davoud dovud
sulayman suleiman sulaiman soleiman solomon soliman suleyman suleman sulejman sulaimon solaiman
yahya yehia yahia yahiya iahia
zakariya zakaria zacharia zakarya zachary zakarias zakariyya
maryam mariam miriam mary maria marie mariya marya maryum meryem
ali aly
umar omar omer umer oumar
uthman othman osman ousmane usman othmane usmon ottman
usama osama ousama usamah
qasim kassim qasem kasim qassem kacem ghasem gasim kassem qassim gassim
said saeed sayed saied saeid seyed saiyid sayeed
saleh salih salah saleh salah saleh
khalid khaled halid chalid xolid
jafar jaafar gafar djaafar cafer jaffar ja'far
jamal gamal djamel jamel cemal djamal
rashid rasheed rachid rashed
reza riza rida redha ridha
rahman rahmane rehman rahmaan
rahim raheem rahimi
qadir kader qader kadir ghader kadyr
aziz azeez
karim kareem kerim
nasir nasser naser nasr nacer nasri
husni hosni
mustafa moustafa mostafa mustapha moustapha mostapha mustafo
murtaza morteza murtada mortaza mortada
mahdi mehdi mahadi
fatima fatma fatemeh fatimah
aisha aicha ayesha aysha
abd abdul abdel abdal abdol abdoul
abu abou abo ebu
bin ben ibn bint bent
ould walad wuld oud
qaida qaeda kaida kaeda qaidah qa'ida qaeda qaidat
hizb hezb hizbe
allah ullah ollah ulla alla
din deen dine eddin eddine uddin oddin
sheikh shaykh sheik cheikh shaikh sheykh chaykh
haji hajji hajj haj hadji hacı haci hajjee
mullah mulla molla mawlawi maulavi maulvi mawlavi moulvi
sayyid syed seyyed sayed sayyed seyed said
alexander aleksandr alexandr oleksandr aliaksandr alaksandr aleksander aleksandar alejandro alessandro alexandre alexandros iskandar iskander eskandar sasha alex oleksander aleksandru alexandru
alexei aleksei aleksey alexey oleksiy oleksii aliaksei alexis alyaksey
andrei andrey andriy andrii andrew andreas andres andre andrzej andrea ondrej andras
anatoly anatoliy anatolii anatoli anatol
anton antony anthony antonio antoine antonius antoni
boris barys borys
dmitry dmitri dmitriy dmytro dzmitry dmitrii dimitri dimitry dzmitriy dimitar dimitrios demetrius
denis denys dzianis dennis
yevgeny evgeny evgeni evgenii yevgeniy yevhen eugene yauheni eugen eugenio evgeniy yevgeni jewgeni
fyodor fedor theodore teodor fiodor theodor teodoro
georgy georgi georgiy heorhiy george jorge georg georgios jerzy giorgi yuri yury yuriy iurii yurii yuriy jurij juri iuri
gregory grigory grigori grigoriy hryhoriy ryhor gregorio grigor
igor ihor ihar
ilya ilia illia elijah elias ilyas
ivan john johann johannes juan jean giovanni ioan jan yan iwan johan ioannis yohannes
kirill kyrylo cyril kiril
konstantin kostiantyn kanstantsin constantine constantin kostyantyn
leonid leanid
maxim maksim maksym maximilian
michael mikhail mykhailo mikhael mihail michal miguel michel michele mikael mykhaylo mikhaylo mihael mihai
nicholas nikolai nikolay mykola mikalai nicolas nikola nikolaos nicolae miklos mikalay mikolaj nikolaj
oleg oleh aleh
paul pavel pavlo pablo paolo pavle pawel paulo pal paval
peter petr pyotr petro piotr pedro pierre pietro piatro petar petros
roman raman
sergei sergey serhiy serhii siarhei sergio serge sergiy sergi siarhey sergej
stepan stefan stephen steven stiapan stephan esteban stjepan stefanos stephane istvan
vasily vasiliy vasyl vasili vasil basil basilio vassily wassily
viktor victor viktar
vladimir volodymyr uladzimir wladimir vladimer vladymyr uladzimer volodimir
vladislav vladyslav uladzislau
vyacheslav viacheslav viachaslau vyachaslau
yaroslav iaroslav jaroslav
helen elena yelena olena alena helena elene ilona
catherine ekaterina yekaterina katerina kateryna katsiaryna katherine catalina caterina katarina
irina iryna irene
julia yulia iuliia yuliya yuliia julija iulia giulia
natalia natalya nataliya natallia nataliia
olga olha volha
svetlana svitlana sviatlana
tatiana tatyana tetiana tatsiana
xenia ksenia kseniya
lydia lidia lidiya lidziya lidya
william bill will billy guillermo wilhelm guillaume guglielmo
robert bob rob roberto bobby
richard dick rick ricardo riccardo
james jim jimmy jaime
thomas tom tomas tommaso
edward ed eddie eduardo edouard eduard ted
charles carlos charlie karl carl carlo chuck
henry harry enrique henri heinrich enrico hank
frederick fred frederic friedrich federico fredrik
francis francisco frank francesco francois franz pancho
lawrence laurence lorenzo larry laurent
louis luis luigi lewis ludwig
mark marcus marco marcos marc
matthew matthias mateo matteo mathieu matt
philip phillip felipe philippe filippo filip phil
raymond ramon ray raimundo
benjamin ben benny bibi binyamin
samuel sam sami
daniel dan danny danilo
donald don
elizabeth elisabeth isabel liz beth elisabetta
joseph joe
kenneth ken
margaret margarita marguerite maggie
martin marty
ronald ron
hermilo ermilo
li lee ri yi rhee
pak park bak pack
choe choi
kim gim
jong chong jeong chung jung
cho jo
kang gang
yun yoon youn
no roh noh ro
im rim lim
mao
chiang jiang
tse-tung zedong tsetung
chou zhou chow
chang zhang cheung
chen chan
huang wong
wu ng woo
xu hsu
zhao chao chiu
xi hsi
zheng cheng
`), "\n")

// Classes of words in the names of bodies: abbreviations, and the same word in other languages.
var bodyClasses = strings.Split(strings.TrimSpace(`
international intl int'l internacional internationale internazionale mezhdunarodny mezhdunarodnyy mezhdunarodnaya
national natl nat'l nacional nationale natsionalnyy natsionalnaya
company co
corporation corp
technology tech technologies technological techn tekhnologii tekhnologiya teknoloji tecnologia tecnologias
technical tech
trading trdg trade traders tradg torgovy torgovyy torgovaya ticaret comercial commercial commerce comercio
general gen
development dev devel developments desarrollo
association assn assoc associates asociacion associazione assotsiatsiya
organization org organisation organizatsiya organizacion organizations
group grp gruppa grupo groupe gruppe groups jituan
industry ind industries industrial inds industria industrias sanayi sanaye sanat
engineering eng engr engg engineers ingenieria injenering inzhiniring muhendislik
electronics elec electronic electr elektronik elektronika
electric electrical elec elektrik
petroleum petr petro
petrochemical petrochem petrochemicals
shipping shpg ship ships
manufacturing mfg mfr manufacture manufacturers manufacturer manufact
management mgmt mgt mngmt
government govt gov gvt
department dept departamento
committee comm cttee komitet comite
communication comm communications comms comunicaciones
commission comm
services svc svcs service serv srvces servicios srv
investment invest investments inv inversiones investitsii invst
insurance ins insur seguros
construction constr const constructions stroitelnaya stroy construcciones insaat konstruksiya
institute inst institut instituto institution
university univ universitet universidad universite
laboratory lab laboratories labs laboratoriya laboratorio
center centre ctr tsentr centro tsentralnyy
research res issledovatelskiy
science sci scientific nauchno nauchnyy
products prod product production produktion productos proizvodstvennoe proizvodstvo
chemical chem chemicals khimicheskiy
equipment equip eqpt equipments oborudovanie
material materials matl mat
transport trans transportation transp transportes transporte perevozki nakliyat
airlines airline air airways aviakompaniya aerolineas aviation
aviation avia avn
bank banco banque banca banka banku
foundation fdn found fundacion fondation fond vaqf bonyad
brothers bros
saint st san santa sankt
limited ltd
and y et und e va wa ve i
percent percenters percenter ers
factory plant works zavod fabrika fabrica
ministry ministerio ministerstvo ministere wezarat
army armed armee ejercito
front frente fronte
party partido parti partiya hizb
republic republica republique respublika
federation federacion federatsiya
union union soyuz
society sociedad societe sociedade obshchestvo
islamic islami islamiyya islamiyah islamique islamica islamist
moroccan morocco marocain maroc mughribiyya maghribiyya
tunisian tunisia tunisien tunisienne tunisiyya tunis
egyptian egypt misr misriyya
libyan libya libiyya libyen
algerian algeria algerien
syrian syria suriyya syrie syrien
iraqi iraq
iranian iran
russian russia rossiyskiy russe
chinese china zhongguo chine
korean korea choson
combatant combat fighting combattant muqatila mujahida combattante
emirates emirate
`), "\n")

// Numerals in words. Digits and Roman numerals up to 39, which are written with I, V and X alone, are added by buildClasses.
var numberWords = strings.Split(strings.TrimSpace(`
first 1 1st one erste primero pervyy
second 2 2nd two
third 3 3rd three tres
fourth 4 4th four
fifth 5 5th five
sixth 6 6th six
seventh 7 7th seven
eighth 8 8th eight
ninth 9 9th nine
tenth 10 10th ten
eleventh 11 eleven
twelfth 12 twelve
thirteen 13 thirteenth
fourteen 14 fourteenth
fifteen 15 fifteenth
sixteen 16 sixteenth
seventeen 17 seventeenth
eighteen 18 eighteenth
nineteen 19 nineteenth
twenty 20 twentieth
`), "\n")

// romans are the numerals of units and of tens.
var (
	romanUnits = [...]string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"}
	romanTens  = [...]string{"", "x", "xx", "xxx"}
)

// Words of bodies in Arabic and Persian script with their English meaning.
var abjadClasses = strings.Split(strings.TrimSpace(`
group جماعة الجماعة مجموعة المجموعة گروه
islamic اسلامية الاسلامية اسلامي الاسلامي اسلامی الإسلامية الإسلامي إسلامية
moroccan المغربية مغربية المغربي
tunisian التونسية تونسية التونسي
egyptian المصرية مصرية
libyan الليبية ليبية
iraqi العراقية عراقية العراقي
syrian السورية سورية
algerian الجزائرية
yemeni اليمنية يمنية
combatant المقاتلة مقاتلة
army جيش الجيش ارتش
bank بنك البنك مصرف المصرف بانک
foundation مؤسسة المؤسسة بنیاد
organization منظمة المنظمة سازمان هيئة الهيئة
industry صناعة صنایع صناعات صنعتی صنعت
trading تجارت تجارة التجارة التجارية بازرگانی بازرگاني
international الدولية دولية الدولي بین المللی بينالمللی
general العامة عامة العام
front جبهة الجبهة جبهه
party حزب الحزب
committee لجنة اللجنة
state دولة الدولة
islam اسلام الإسلام الاسلام
airlines طيران الطيران خطوط الخطوط هواپیمایی
oil نفط النفط نفت
shipping ملاحة الملاحة کشتیرانی
exchange صرافة الصرافة صرافی
national الوطنية وطنية الوطني ملی
ministry وزارة وزارت
university جامعة دانشگاه
company شركة شرکت کمپنی
and و او
of د
`), "\n")

// Words so common in the names of bodies anywhere that finding one in a name proves little,
// however seldom the lists loaded hold it.
var commonWords = wordSet(`international national general trading technology technologies group holding holdings industries industry industrial services service bank
 company corporation limited development investment investments management shipping engineering solutions systems system global world first new american european asia asian pacific
 united states north south east west northern southern eastern western central energy oil gas petroleum chemical construction consulting logistics transport marine maritime
 air airlines airways aviation media communications telecom networks network software data cloud digital finance financial capital insurance trust fund partners ventures
 enterprise enterprises foundation association organization institute university research center centre science products electronics electric power steel metal mining
 pharmaceutical medical health food foods agriculture real estate properties import export general commercial supply materials equipment machinery motors auto automotive
 group brothers sons associates bureau office agency ministry government republic islamic people state federal royal public private design star sun gold golden blue green red black white
 analytics security defense defence aerospace space technical trade markets market exchange money travel tourism hotel hotels entertainment film studio books press publishing`)

// Given names and surnames borne by very many people; see commonWords.
var commonNames = wordSet(`mohammed ahmed ali hassan hussein ibrahim khan omar yusuf abdullah jose maria juan carlos luis antonio jesus miguel garcia rodriguez martinez hernandez lopez gonzalez perez sanchez
 ramirez torres flores rivera gomez diaz cruz morales ortiz gutierrez jimenez ruiz fernandez alvarez castro vargas romero silva santos pereira costa ferreira oliveira
 john james robert michael william david richard joseph thomas charles daniel matthew anthony mark paul steven andrew george kevin brian peter mary patricia jennifer linda elizabeth susan jessica sarah karen
 nancy lisa laura sandra ana anna elena smith johnson williams brown jones miller davis wilson anderson taylor thomas moore jackson white harris clark lewis robinson walker young allen king wright scott
 wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo kim lee park choi jung kang cho yoon jang lim ivanov smirnov kuznetsov popov petrov sokolov mikhailov
 alexander sergei vladimir dmitry andrei nikolai igor oleg ivan yuri victor pavel roman olga tatiana natalia irina svetlana singh kumar sharma gupta patel das devi nguyen tran le pham
 mueller schmidt schneider fischer weber meyer wagner becker jean pierre marie michel francois martin bernard dubois rossi russo ferrari jensen nielsen hansen andersen johansson karlsson`)

// Words added to the name of a body to say which part of it, or where: "Moscow Branch", "(HK)", "Holdings".
// Left over in a query they cost half, for a branch or namesake abroad of a listed body is to be seen.
var looseWords = wordSet(`branch office head representative rep subsidiary division dept headquarters hq holding holdings group international intl global worldwide overseas
 hk uk usa us uae prc hong kong china singapore moscow russia dubai emirates london germany france panama cyprus turkey istanbul beijing shanghai india pakistan iran iraq syria
 lebanon egypt mexico colombia venezuela brazil africa asia europe america middle east gulf ukraine kazakhstan belarus malaysia indonesia thailand vietnam japan korea taiwan switzerland
 italy spain netherlands austria canada australia`)

func wordSet(s string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// A classID numbers a class from 1; 0 is none.
type classID uint16

// classes holds all classes; a word may stand in several.
var classes, classOf = buildClasses()

func buildClasses() ([]class, map[string][]classID) {
	all := make([]class, 1, 1+len(nameClasses)+len(bodyClasses)+len(abjadClasses)+10*len(romanTens))
	of := make(map[string][]classID, 2048)
	add := func(why rule, alike int, line string) {
		id := classID(len(all))
		fields := strings.Fields(line)
		words := make([][]byte, 0, len(fields))
		for _, w := range fields {
			folded := script.FoldWord(w)
			if articles, rest := script.CutArticle(folded); articles {
				folded = rest
			}
			if !containsClass(of[folded], id) {
				of[folded] = append(of[folded], id)
				words = append(words, []byte(folded))
			}
		}
		all = append(all, class{why, alike, words})
	}
	for _, l := range nameClasses {
		add(ruleNameVariant, 930, l)
	}
	for _, l := range bodyClasses {
		add(ruleAbbreviation, 960, l)
	}
	for _, l := range abjadClasses {
		add(ruleTranslation, 900, l)
	}
	for n := 1; n < 10*len(romanTens); n++ {
		line := strconv.Itoa(n) + " " + romanTens[n/10] + romanUnits[n%10]
		if n <= len(numberWords) {
			line += " " + numberWords[n-1]
		}
		add(ruleNumeral, 970, line)
	}
	return all, of
}

func containsClass(ids []classID, id classID) bool {
	for _, c := range ids {
		if c == id {
			return true
		}
	}
	return false
}

// sharedClass returns the first of the classes that the word b stands in, or 0.
func sharedClass(ca []classID, b []byte) classID {
	for _, id := range classOf[string(b)] {
		if containsClass(ca, id) {
			return id
		}
	}
	return 0
}
