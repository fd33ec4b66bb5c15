/** Phrases of reports, in the six languages of the United Nations, of which the generated drafts are made. */
export const PHRASES: Readonly<Record<string, { join: string; stop: string; phrases: readonly string[] }>> = {
  en: {
    join: ' ',
    stop: '. ',
    phrases: split(
      `the competent authority publishes its decision within thirty days|operators of essential services report every incident|security by design begins with procurement|open standards make devices interoperable|each device carries a unique password|vendors disclose known vulnerabilities|updates remain available for at least five years|the user can delete personal data|independent auditors examine the source code|public bodies ask suppliers for evidence|training reaches teachers and students alike|signed domains protect mail from forgery|route origin validation stops hijacked prefixes|small enterprises need simple guidance|governments coordinate through regional groups|civil society takes part in the review|quantum computers threaten present encryption|keys are exchanged over a trusted channel|logs are kept in a tamper evident form|failure to comply leads to a fine|the committee meets twice a year|members elect a chair by simple majority|annual reports list all measures taken|funds are shared among developing countries|consumers recognise safe products by a label|the registry answers requests free of charge|minors enjoy particular protection online|an appeal suspends the effect of the measure|translations are provided in six languages|backup systems are tested every quarter`,
    ),
  },
  fr: {
    join: ' ',
    stop: '. ',
    phrases: split(
      `l’autorité compétente publie sa décision dans un délai de trente jours|les opérateurs de services essentiels signalent chaque incident|la sécurité dès la conception commence par les achats|les normes ouvertes rendent les appareils interopérables|chaque appareil porte un mot de passe unique|les fournisseurs divulguent les vulnérabilités connues|les mises à jour restent disponibles pendant cinq ans|l’utilisateur peut effacer ses données personnelles|des auditeurs indépendants examinent le code source|les organismes publics demandent des preuves|la formation touche enseignants et élèves|les domaines signés protègent le courrier|la validation des routes arrête les détournements|les petites entreprises ont besoin de conseils simples|les gouvernements se coordonnent par groupes régionaux|la société civile participe à l’examen|les ordinateurs quantiques menacent le chiffrement actuel|les clés sont échangées par un canal sûr|les journaux sont conservés sous une forme inaltérable|tout manquement entraîne une amende|le comité se réunit deux fois par an|les membres élisent un président à la majorité simple|les rapports annuels énumèrent les mesures prises|les fonds sont partagés entre pays en développement|un label permet de reconnaître les produits sûrs|le registre répond gratuitement aux demandes|les mineurs jouissent d’une protection particulière|le recours suspend l’effet de la mesure|les traductions sont fournies en six langues|les systèmes de secours sont testés chaque trimestre`,
    ),
  },
  es: {
    join: ' ',
    stop: '. ',
    phrases: split(
      `la autoridad competente publica su decisión en treinta días|los operadores de servicios esenciales notifican cada incidente|la seguridad desde el diseño empieza con las compras|las normas abiertas hacen interoperables los dispositivos|cada aparato lleva una contraseña única|los proveedores revelan las vulnerabilidades conocidas|las actualizaciones siguen disponibles cinco años|el usuario puede borrar sus datos personales|auditores independientes examinan el código fuente|los organismos públicos piden pruebas a los proveedores|la formación llega a docentes y estudiantes|los dominios firmados protegen el correo|la validación de rutas detiene los secuestros|las pequeñas empresas necesitan orientación sencilla|los gobiernos se coordinan mediante grupos regionales|la sociedad civil participa en la revisión|los ordenadores cuánticos amenazan el cifrado actual|las claves se intercambian por un canal seguro|los registros se conservan de forma inalterable|el incumplimiento conlleva una multa|el comité se reúne dos veces al año|los miembros eligen presidente por mayoría simple|los informes anuales enumeran las medidas adoptadas|los fondos se reparten entre países en desarrollo|una etiqueta distingue los productos seguros|el registro responde gratuitamente a las solicitudes|los menores gozan de protección especial|el recurso suspende el efecto de la medida|se facilitan traducciones en seis idiomas|los sistemas de respaldo se prueban cada trimestre`,
    ),
  },
  ru: {
    join: ' ',
    stop: '. ',
    phrases: split(
      `компетентный орган публикует своё решение в течение тридцати дней|операторы основных услуг сообщают о каждом инциденте|безопасность на стадии проектирования начинается с закупок|открытые стандарты делают устройства совместимыми|каждое устройство имеет уникальный пароль|поставщики раскрывают известные уязвимости|обновления остаются доступными не менее пяти лет|пользователь может удалить личные данные|независимые аудиторы проверяют исходный код|государственные органы запрашивают подтверждения|обучение охватывает учителей и учащихся|подписанные домены защищают почту от подделки|проверка маршрутов останавливает перехваты|малым предприятиям нужны простые рекомендации|правительства согласуют действия через региональные группы|гражданское общество участвует в обзоре|квантовые компьютеры угрожают нынешнему шифрованию|ключи передаются по надёжному каналу|журналы хранятся в неизменяемом виде|несоблюдение влечёт за собой штраф|комитет собирается дважды в год|члены избирают председателя простым большинством|ежегодные доклады перечисляют принятые меры|средства распределяются между развивающимися странами|потребители узнают безопасные товары по знаку|реестр бесплатно отвечает на запросы|несовершеннолетние пользуются особой защитой|обжалование приостанавливает действие меры|переводы предоставляются на шести языках|резервные системы проверяются каждый квартал`,
    ),
  },
  ar: {
    join: ' ',
    stop: '. ',
    phrases: split(
      `تنشر السلطة المختصة قرارها خلال ثلاثين يوما|يبلغ مشغلو الخدمات الأساسية عن كل حادث|يبدأ الأمن عند التصميم من المشتريات|تجعل المعايير المفتوحة الأجهزة قابلة للتشغيل البيني|يحمل كل جهاز كلمة مرور فريدة|يكشف الموردون عن الثغرات المعروفة|تبقى التحديثات متاحة خمس سنوات على الأقل|يمكن للمستخدم حذف بياناته الشخصية|يفحص مدققون مستقلون الشفرة المصدرية|تطلب الهيئات العامة أدلة من الموردين|يصل التدريب إلى المعلمين والطلاب معا|تحمي النطاقات الموقعة البريد من التزوير|يوقف التحقق من المسارات عمليات الاختطاف|تحتاج المؤسسات الصغيرة إلى إرشادات بسيطة|تنسق الحكومات عبر المجموعات الإقليمية|يشارك المجتمع المدني في المراجعة|تهدد الحواسيب الكمية التشفير الحالي|يتم تبادل المفاتيح عبر قناة موثوقة|تحفظ السجلات في شكل غير قابل للتغيير|يؤدي عدم الامتثال إلى غرامة|تجتمع اللجنة مرتين في السنة|ينتخب الأعضاء رئيسا بالأغلبية البسيطة|تسرد التقارير السنوية التدابير المتخذة|توزع الأموال على البلدان النامية|يتعرف المستهلكون على المنتجات الآمنة بعلامة|يجيب السجل على الطلبات مجانا|يتمتع القاصرون بحماية خاصة|يوقف الاستئناف أثر التدبير|تقدم الترجمات بست لغات|تختبر أنظمة النسخ الاحتياطي كل ربع سنة`,
    ),
  },
  zh: {
    join: '，',
    stop: '。',
    phrases: split(
      `主管机关在三十日内公布其决定|基本服务运营者报告每一起事件|设计安全从采购环节开始|开放标准使设备能够互操作|每台设备都有唯一的密码|供应商披露已知的漏洞|更新至少五年内保持可用|用户可以删除个人数据|独立审计员检查源代码|公共机构要求供应商提供证据|培训覆盖教师和学生|签名域名保护邮件免遭伪造|路由来源验证阻止前缀劫持|小企业需要简明的指南|各国政府通过区域小组协调|民间社会参与审查工作|量子计算机威胁现有加密|密钥通过可信渠道交换|日志以防篡改的形式保存|不遵守规定将被处以罚款|委员会每年举行两次会议|成员以简单多数选举主席|年度报告列出所采取的措施|资金在发展中国家之间分配|消费者凭标签识别安全产品|登记处免费答复查询请求|未成年人在网上享有特别保护|申诉中止该措施的效力|译文以六种语言提供|备份系统每季度测试一次`,
    ),
  },
}

function split(text: string): string[] {
  return text.split('|')
}
