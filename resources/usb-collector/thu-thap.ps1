# Sổ CNTT - bộ thu thập cấu hình máy tính vào USB.
# Chạy được từ PowerShell 2.0 (Windows 7); không cài đặt, không cần quyền quản trị, không dùng mạng.
# Chỉ đọc: hãng, kiểu máy, số sê-ri, mã phần cứng, CPU, RAM, ổ đĩa, hệ điều hành, bộ Office, phần mềm diệt virus,
# địa chỉ MAC, tên máy. Không đọc tên người dùng, tệp, trình duyệt hay danh sách phần mềm khác.
# Kết quả: một tệp JSON cho mỗi máy (mẫu kiểm kê của GLPI) trong thư mục "may" cạnh tệp này.

$ErrorActionPreference = 'SilentlyContinue'
$clock = [System.Diagnostics.Stopwatch]::StartNew()
$limit = 11      # giây: quá mức này thì thôi hỏi tiếp, ghi những gì đã có
$title = 'Sổ CNTT'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path

[void][System.Reflection.Assembly]::LoadWithPartialName('System.Windows.Forms')
[void][System.Reflection.Assembly]::LoadWithPartialName('System.Management')

function Front {
    # Cửa sổ không hiện, chỉ để hộp hỏi đứng trên mọi cửa sổ khác: câu hỏi bị che thì người dùng chờ mãi.
    $form = New-Object System.Windows.Forms.Form
    $form.TopMost = $true
    return $form
}

function Ask($text) {
    # Có hay không; không hỏi được thì dừng lại, tệp THU-THAP.cmd nói điều đó.
    try {
        $answer = [System.Windows.Forms.MessageBox]::Show((Front), $text, $title,
            [System.Windows.Forms.MessageBoxButtons]::YesNo, [System.Windows.Forms.MessageBoxIcon]::Question)
        return ([string]$answer)
    } catch { }
    try {
        $shell = New-Object -ComObject WScript.Shell
        $number = $shell.Popup($text, 0, $title, 4132)
        if ($number -eq 6) { return 'Yes' }
        if ($number -eq 7) { return 'No' }
    } catch { }
    return 'Stop'
}

function Tell($text) {
    try {
        [void][System.Windows.Forms.MessageBox]::Show((Front), $text, $title)
        return
    } catch { }
    try {
        $shell = New-Object -ComObject WScript.Shell
        [void]$shell.Popup($text, 0, $title, 4160)
    } catch { }
}

$line = [string][char]13 + [char]10
$secret = Ask ('Máy này có phải máy độc lập soạn thảo văn bản mật không?' + $line + $line +
    'Có: dừng lại, không đọc và không ghi gì.' + $line + 'Không: đi tiếp.')
if ($secret -eq 'Stop') { exit 5 }
if ($secret -ne 'No') {
    Tell 'Đã dừng. Không đọc và không ghi gì của máy này.'
    exit 2
}
$consent = Ask ('Đọc cấu hình máy này và ghi vào USB?' + $line + $line +
    'Chỉ đọc hãng, kiểu máy, số sê-ri, CPU, RAM, ổ đĩa, hệ điều hành, bộ Office, phần mềm diệt virus, địa chỉ MAC.' +
    $line + 'Không đọc tên người dùng, tệp hay trình duyệt.')
if ($consent -eq 'Stop') { exit 5 }
if ($consent -ne 'Yes') {
    Tell 'Đã dừng. Không đọc và không ghi gì của máy này.'
    exit 2
}
$clock = [System.Diagnostics.Stopwatch]::StartNew()

function Query($space, $text) {
    # Các đối tượng WMI; mỗi câu hỏi tối đa 3 giây, lỗi thì trả về rỗng.
    if ($clock.Elapsed.TotalSeconds -gt $limit) { return @() }
    $found = @()
    try {
        $searcher = New-Object System.Management.ManagementObjectSearcher($space, $text)
        $searcher.Options.Timeout = [TimeSpan]::FromSeconds(3)
        foreach ($each in $searcher.Get()) { $found += $each }
    } catch { }
    return $found
}

function First($space, $text) {
    $all = @(Query $space $text)
    if ($all.Count -gt 0) { return $all[0] }
    return $null
}

function Text($value) {
    # Chuỗi JSON chỉ gồm ký tự ASCII: đọc lại đúng ở mọi máy.
    $made = New-Object System.Text.StringBuilder
    [void]$made.Append('"')
    foreach ($letter in ([string]$value).ToCharArray()) {
        $number = [int]$letter
        if ($number -eq 34 -or $number -eq 92) {
            [void]$made.Append('\')
            [void]$made.Append($letter)
        } elseif ($number -lt 32 -or $number -gt 126) {
            [void]$made.Append('\u')
            [void]$made.Append($number.ToString('x4'))
        } else {
            [void]$made.Append($letter)
        }
    }
    [void]$made.Append('"')
    return $made.ToString()
}

function Pair($name, $value) {
    return ((Text $name) + ': ' + (Text $value))
}

function Millions($bytes) {
    if (-not $bytes) { return '0' }
    return ([Math]::Floor([double]$bytes / 1000000)).ToString('0')
}

$cim = 'root\cimv2'
$system = First $cim 'SELECT Manufacturer, Model, Name, TotalPhysicalMemory FROM Win32_ComputerSystem'
$product = First $cim 'SELECT Name, Version, IdentifyingNumber, UUID FROM Win32_ComputerSystemProduct'
$bios = First $cim 'SELECT SerialNumber FROM Win32_BIOS'
$board = First $cim 'SELECT Manufacturer, Product, SerialNumber FROM Win32_BaseBoard'
$case = First $cim 'SELECT SerialNumber, ChassisTypes FROM Win32_SystemEnclosure'
$cpu = First $cim 'SELECT Name FROM Win32_Processor'
$os = First $cim 'SELECT Caption FROM Win32_OperatingSystem'

$model = [string]$system.Model
if (([string]$system.Manufacturer).ToLower().StartsWith('lenovo') -and $product.Version) { $model = $product.Version }
$serial = $bios.SerialNumber
if (-not $serial) { $serial = $product.IdentifyingNumber }

$chassis = ''
foreach ($number in @($case.ChassisTypes)) {
    if ($chassis -ne '') { continue }
    switch ([int]$number -band 127) {
        { @(8, 9, 10, 14, 31) -contains $_ } { $chassis = 'Notebook' }
        { @(11, 30, 32) -contains $_ } { $chassis = 'Tablet' }
        { @(17, 23, 25, 28) -contains $_ } { $chassis = 'Main Server Chassis' }
        { @(3, 4, 5, 6, 7, 13, 15, 16, 24, 34, 35, 36) -contains $_ } { $chassis = 'Desktop' }
    }
}

$memories = @()
foreach ($each in @(Query $cim 'SELECT Capacity FROM Win32_PhysicalMemory')) {
    if ($each.Capacity) {
        $memories += '{"capacity": ' + ([Math]::Floor([double]$each.Capacity / 1048576)).ToString('0') + '}'
    }
}
$memory = '0'
if ($system.TotalPhysicalMemory) {
    $memory = ([Math]::Floor([double]$system.TotalPhysicalMemory / 1048576)).ToString('0')
}

$storages = @()
$storage = 'root\Microsoft\Windows\Storage'
foreach ($each in @(Query $storage 'SELECT MediaType, BusType, Size, Model FROM MSFT_PhysicalDisk')) {
    if (@(4, 7, 12, 13, 14, 15) -contains [int]$each.BusType) { continue }
    $media = 'disk'
    if ([int]$each.MediaType -eq 3) { $media = 'HDD' }
    if ([int]$each.MediaType -eq 4 -or [int]$each.BusType -eq 17) { $media = 'SSD' }
    $storages += '{' + (Pair 'type' $media) + ', ' + (Pair 'model' $each.Model) + ', "disksize": ' +
        (Millions $each.Size) + '}'
}
if ($storages.Count -eq 0) {
    foreach ($each in @(Query $cim 'SELECT Model, Size, InterfaceType, MediaType FROM Win32_DiskDrive')) {
        if ($each.InterfaceType -eq 'USB' -or $each.InterfaceType -eq '1394') { continue }
        if (([string]$each.MediaType).ToLower().Contains('removable')) { continue }
        $storages += '{"type": "disk", ' + (Pair 'model' $each.Model) + ', "disksize": ' + (Millions $each.Size) + '}'
    }
}

$networks = @()
$cards = 'SELECT MACAddress, Name, NetConnectionStatus, PNPDeviceID FROM Win32_NetworkAdapter ' +
    'WHERE PhysicalAdapter = TRUE'
foreach ($each in @(Query $cim $cards)) {
    $place = ([string]$each.PNPDeviceID).ToUpper()
    $name = ([string]$each.Name).ToLower()
    if (-not ($place.StartsWith('PCI\') -or $place.StartsWith('USB\'))) { continue }
    if (-not $each.MACAddress -or $name.Contains('bluetooth')) { continue }
    $type = 'ethernet'
    if ($name -match 'wireless|wi-fi|wifi|802\.11|wlan') { $type = 'wifi' }
    $status = 'down'
    if ([int]$each.NetConnectionStatus -eq 2) { $status = 'up' }
    $networks += '{' + (Pair 'description' $each.Name) + ', ' + (Pair 'type' $type) + ', ' +
        (Pair 'mac' ([string]$each.MACAddress).ToLower()) + ', ' + (Pair 'status' $status) + ', "virtualdev": false}'
}

# Chỉ đọc tên hiển thị: một giá trị hỏng của chương trình khác làm hỏng cả câu hỏi. Không đọc được thì không nói gì.
$programs = @()
$seen = @{}
$lists = $false
try {
    foreach ($place in @('HKLM:\SOFTWARE', 'HKLM:\SOFTWARE\Wow6432Node', 'HKCU:\SOFTWARE')) {
        $key = $place + '\Microsoft\Windows\CurrentVersion\Uninstall\*'
        foreach ($each in @(Get-ItemProperty $key -Name DisplayName)) {
            $name = [string]$each.DisplayName
            if ($name -ne '') { $lists = $true }
            if ($name -match 'office|microsoft 365' -and -not $seen.ContainsKey($name)) {
                $seen[$name] = $true
                $programs += '{' + (Pair 'name' $name) + '}'
            }
        }
    }
} catch { $lists = ($programs.Count -gt 0) }

$parts = @()
$guards = @()
$knows = $false
foreach ($space in @('root\SecurityCenter2', 'root\SecurityCenter')) {
    if ($knows -or $clock.Elapsed.TotalSeconds -gt $limit) { continue }
    try {
        $searcher = New-Object System.Management.ManagementObjectSearcher($space, 'SELECT * FROM AntiVirusProduct')
        $searcher.Options.Timeout = [TimeSpan]::FromSeconds(3)
        foreach ($each in $searcher.Get()) {
            $on = 'true'
            if ($space.EndsWith('2') -and ([int]$each.productState -band 4096) -eq 0) { $on = 'false' }
            $guards += '{' + (Pair 'name' $each.displayName) + ', "enabled": ' + $on + '}'
        }
        $knows = $true
    } catch { }
}
if ($knows) { $parts += '"antivirus": [' + [string]::Join(', ', $guards) + ']' }

$now = [DateTime]::UtcNow.AddHours(7)
$plain = [System.Globalization.CultureInfo]::InvariantCulture
$computer = [string]$system.Name
if (-not $computer) { $computer = [string][Environment]::MachineName }
$parts += '"versionclient": "So-CNTT-USB_v1"'
$parts += '"accesslog": {' + (Pair 'logdate' $now.ToString('yyyy-MM-dd HH:mm:ss', $plain)) + '}'
$parts += '"bios": {' + (Pair 'smanufacturer' $system.Manufacturer) + ', ' + (Pair 'smodel' $model) + ', ' +
    (Pair 'ssn' $serial) + ', ' + (Pair 'enclosureserial' $case.SerialNumber) + ', ' +
    (Pair 'mmanufacturer' $board.Manufacturer) + ', ' + (Pair 'mmodel' $board.Product) + ', ' +
    (Pair 'msn' $board.SerialNumber) + '}'
$parts += '"hardware": {' + (Pair 'name' $computer) + ', ' + (Pair 'uuid' $product.UUID) + ', ' +
    (Pair 'chassis_type' $chassis) + ', "memory": ' + $memory + '}'
$parts += '"cpus": [{' + (Pair 'name' $cpu.Name) + '}]'
$parts += '"memories": [' + [string]::Join(', ', $memories) + ']'
$parts += '"storages": [' + [string]::Join(', ', $storages) + ']'
$parts += '"operatingsystem": {' + (Pair 'full_name' $os.Caption) + ', "name": "Windows"}'
$parts += '"networks": [' + [string]::Join(', ', $networks) + ']'
if ($lists) { $parts += '"softwares": [' + [string]::Join(', ', $programs) + ']' }

$stamp = $now.ToString('yyyyMMdd-HHmmss', $plain)
$device = $computer + '-' + $now.ToString('yyyy-MM-dd-HH-mm-ss', $plain)
$json = '{"action": "inventory", ' + (Pair 'deviceid' $device) + ', "itemtype": "Computer", "content": {' +
    [string]::Join(', ', $parts) + '}}' + $line

try {
    $ErrorActionPreference = 'Stop'
    $folder = Join-Path $here 'may'
    if (-not (Test-Path $folder)) { [void][System.IO.Directory]::CreateDirectory($folder) }
    $name = ($computer -replace '[^A-Za-z0-9_-]', '_') + '_' + $stamp + '.json'
    $path = Join-Path $folder $name
    $half = $path + '.dang-ghi'
    [System.IO.File]::WriteAllText($half, $json, (New-Object System.Text.UTF8Encoding($false)))
    [System.IO.File]::Move($half, $path)
} catch {
    Tell 'Không ghi được vào USB. Kiểm tra USB còn chỗ và không bị khóa ghi, rồi chạy lại.'
    exit 4
}
Tell ('Đã ghi máy ' + $computer + ' vào USB trong ' + $clock.Elapsed.TotalSeconds.ToString('0', $plain) + ' giây.' +
    $line + 'Có thể rút USB và sang máy tiếp theo.')
exit 10     # 0 và 1 là PowerShell tự báo: PowerShell 2.0 báo 0 cả khi máy không cho chạy
