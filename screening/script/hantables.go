package script

// Words in the names of bodies, Chinese and Japanese, in simplified characters.
var hanTerms = []hanTerm{
	{"有限责任公司", "~llc"}, {"股份有限公司", "~jsc"}, {"有限公司", "~ltd"}, {"公司", "~co"}, {"株式会社", "~jsc"}, {"合同会社", "~llc"}, {"集团", "group"}, {"银行", "bank"},
	{"科技", "technology"}, {"技术", "technology"}, {"贸易", "trading"}, {"国际", "international"}, {"中国", "china"}, {"北京", "beijing"}, {"上海", "shanghai"},
	{"深圳", "shenzhen"}, {"广州", "guangzhou"}, {"杭州", "hangzhou"}, {"大连", "dalian"}, {"丹东", "dandong"}, {"香港", "hong kong"}, {"台湾", "taiwan"}, {"朝鲜", "korea"},
	{"实业", "industry"}, {"工业", "industry"}, {"产业", "industry"}, {"电子", "electronics"}, {"信息", "information"}, {"通信", "communications"}, {"投资", "investment"},
	{"发展", "development"}, {"进出口", "import export"}, {"研究所", "institute"}, {"研究院", "academy"}, {"大学", "university"}, {"控股", "holding"}, {"网络", "network"},
	{"航空", "aviation"}, {"航运", "shipping"}, {"石油", "petroleum"}, {"化工", "chemical"}, {"船务", "shipping"}, {"海运", "shipping"}, {"云", "cloud"}, {"计算", "computing"},
	{"半导体", "semiconductor"}, {"机械", "machinery"}, {"设备", "equipment"}, {"建设", "construction"}, {"工程", "engineering"}, {"总公司", "general ~inc"}, {"数据", "data"},
	{"安全", "security"}, {"软件", "software"}, {"电信", "telecom"}, {"移动", "mobile"}, {"联合", "united"}, {"国家", "national"}, {"新", "new"}, {"东方", "oriental"},
}

// Surnames of two characters.
var hanDouble = wordSet("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 南宫 独孤 宇文 长孙")

// Surnames whose reading as a surname differs from the commonest one.
var hanSurname = map[rune]string{'单': "shan", '曾': "zeng", '解': "xie", '仇': "qiu", '查': "zha", '盖': "ge", '尉': "wei", '乐': "yue", '朴': "piao", '区': "ou", '任': "ren", '华': "hua", '翟': "zhai", '覃': "qin", '宁': "ning", '洗': "xian", '石': "shi", '沈': "shen", '叶': "ye"}

// Traditional and Japanese characters common in names, each followed by its simplified form.
const hanVariants = "張张陳陈楊杨黃黄趙赵吳吴孫孙馬马羅罗鄭郑謝谢許许韓韩馮冯鄧邓蕭萧葉叶呂吕蘇苏盧卢蔣蒋賈贾鍾钟薑姜劉刘陸陆龍龙萬万錢钱湯汤賴赖龔龚顧顾習习" +
	"國国東东華华偉伟強强軍军麗丽麗丽靜静敏敏榮荣貴贵寶宝慶庆蘭兰鳳凤玉玉傑杰濤涛輝辉興兴業业義义齊齐學学維维穎颖瑩莹曉晓紅红雲云長长遠远達达財财進进廣广衛卫團团際际電电網网實实發发開开聯联機机術术銀银號号貿贸設设備备個个體体無无線线車车鐵铁飛飞鳥鸟魚鱼點点" +
	"樹树橋桥澤泽沢泽辺边邊边斎斋齋斋広广桜樱櫻樱関关塚冢徳德恵惠竜龙鉄铁県县気气検检読读経经済济営营産产資资運运輸输鋼钢礦矿銅铜錦锦鎮镇鑫鑫萊莱艷艳燕燕爾尔瑪玛亞亚歐欧爱愛臺台灣湾陽阳陰阴勝胜賢贤誠诚謙谦諾诺孝孝壽寿聖圣聰聪聲声職职肅肃興兴舊旧莊庄節节範范鶴鹤鷹鹰鴻鸿瓊琼瓏珑環环銳锐鋒锋鈺钰錫锡閻阎閔闵闊阔隊队雋隽霧雾韋韦順顺頌颂預预額额風风駿骏騰腾駱骆鮑鲍鳴鸣麥麦黨党齡龄龐庞億亿時时報报場场塊块壇坛夢梦奧奥孫孙寧宁將将層层島岛嶺岭師师帥帅庫库廠厂廬庐張张彥彦後后從从憲宪應应懷怀戰战戲戏戶户揚扬損损搖摇撫抚擁拥據据敵敌數数斷断舉举漢汉潔洁潘潘燦灿獅狮獎奖現现畢毕畫画當当疆疆監监盤盘碩硕種种稱称穀谷窮穷競竞筆笔箏筝簡简糧粮紀纪紹绍細细組组結结絲丝綠绿綱纲緒绪線线縣县總总績绩繼继續续"

var hanPlain = func() map[rune]rune {
	m := make(map[rune]rune)
	rs := []rune(hanVariants)
	for i := 0; i+1 < len(rs); i += 2 {
		if rs[i] != rs[i+1] {
			m[rs[i]] = rs[i+1]
		}
	}
	delete(m, '爱')
	m['愛'] = '爱'
	return m
}()

// plainHan returns the simplified form of a character in the table, or the character.
func plainHan(c rune) rune {
	if p, ok := hanPlain[c]; ok {
		return p
	}
	return c
}

// Cantonese readings, as names are spelt in Hong Kong, of characters common in names.
var cantoneseReading = pairs(`
陈chan 李lee 黄wong 张cheung 梁leung 林lam 王wong 吴ng 何ho 郑cheng 刘lau 周chow 杨yeung 蔡choi 罗lo 许hui 叶yip 邓tang 冯fung 苏so 谢tse 朱chu 胡wu 郭kwok 卢lo 曾tsang 徐tsui 马ma 江kong 潘poon 高ko 余yu 赵chiu 钟chung 萧siu 石shek 方fong 关kwan 谭tam 邱yau 莫mok 孙suen 唐tong 沈shum 袁yuen 温wan 曹tso 彭pang 韩hon 丁ting 宋sung 杜to 简kan 廖liu 麦mak 伍ng 欧au 汤tong 陆luk
国kwok 华wah 明ming 伟wai 文man 志chi 家ka 德tak 荣wing 强keung 建kin 玉yuk 美mei 英ying 慧wai 丽lai 俊chun 杰kit 健kin 嘉ka 永wing 成shing 光kwong 辉fai 祥cheung 良leung 安on 平ping 生sang 金kam 子tze 月yuet 燕yin 芳fong 兰lan 凤fung 珍chun 秀sau 淑shuk 仪yi 婷ting 欣yan 思sze 颖wing 锦kam 达tat 海hoi 天tin 庆hing 源yuen 昌cheong 兴hing 发fat 财choi 龙lung 东tung 香heung 港kong 九kau 新san 大tai 中chung 宝po 利lei 信shun 泰tai 远yuen 联luen
`)

// Korean readings of characters common in names.
var koreanReading = pairs(`
金kim 李ri 朴pak 崔choe 郑jong 姜kang 赵jo 尹yun 张jang 林rim 韩han 吴o 徐so 申sin 权kwon 黄hwang 安an 宋song 柳ryu 洪hong 全jon 高ko 文mun 孙son 梁ryang 裴pae 白paek 曹jo 许ho 南nam 沈sim 卢ro 郭kwak 成song 车cha 具ku 禹u 朱ju 任im 田jon 闵min 玄hyon 池ji 陈jin 严om 元won 千chon 方pang 孔kong 咸ham 太tae 桂kye 康kang 王wang
正jong 恩un 日il 成song 英yong 哲chol 永yong 南nam 浩ho 哲chol 明myong 国kuk 龙ryong 海hae 光kwang 俊jun 秀su 贤hyon 东tong 民min 洙su 学hak 春chun 万man 植sik 男nam 吉kil 勇yong 奎kyu 泰thae 在jae 敏min 智ji 银un 美mi 顺sun 玉ok 淑suk 子ja 姬hui 熙hui 京kyong 庆kyong 善son 宇u 元won 根kun 亨hyong 弘hong 锡sok 钟jong 昌chang 相sang 仁in 义ui 虎ho 河ha 炯hyong 寿su 福pok 星song 月wol 松song 铁chol 革hyok 军kun 平phyong 新sin 大tae 韩han 朝jo 鲜son
`)
